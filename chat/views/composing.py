"""What the field at the bottom is for besides a new message: answering one, or saying one's own anew."""

from typing import Any

from accounts.domain import FORMER_MEMBER, Profile
from accounts.models.profiles import ProfileItem
from chat.domain.errors import NotAuthor
from chat.domain.messages import Message
from chat.services import access
from chat.services.readers import for_reader
from chat.views.inbox_rows import words


def composing(user: Profile, conversation_id: str, *, reply: int | None, edit: int | None) -> dict[str, Any]:
    """Return the context for `?reply=` and `?edit=`: one BatchGetItem more, two for the quoted author's name."""
    if edit is not None:
        return {"editing": edit, "composer_body": _own(user, _find(user, conversation_id, edit)).body}
    if reply is None:
        return {}
    answered = _find(user, conversation_id, reply)
    return {"replying": reply, "reply_author": name_of(answered), "reply_words": words(answered)}


def _find(user: Profile, conversation_id: str, seq: int) -> Message:
    member, message = access.load_message(user, conversation_id, seq)
    return for_reader(member.user_id, conversation_id, [message])[0]


def _own(user: Profile, message: Message) -> Message:
    if message.author_id != user.id:
        raise NotAuthor
    return message


def name_of(message: Message) -> str:
    person = ProfileItem.profiles([message.author_id]).get(message.author_id)
    return person.name if person else FORMER_MEMBER


def whole(text: str | None) -> int | None:
    """A whole number out of an address or a form; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None  # exact in every client
