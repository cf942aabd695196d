"""The composer where it does not hold a new message: a reply, or an edit of one's own message."""

from typing import Any

from accounts.domain import FORMER_MEMBER, Profile
from accounts.models.profiles import ProfileItem
from chat.domain.errors import NotAuthor
from chat.domain.messages import Message
from chat.services import access
from chat.services.readers import for_reader
from chat.views.message_parts import message_text


def composer_context(user: Profile, conversation_id: str, *, reply: int | None, edit: int | None) -> dict[str, Any]:
    """Return the context for `?reply=` and `?edit=`, each the seq of a message.

    One more BatchGetItem, and a second one for the author's name above a reply. Raises `MessageNotFound`, `NotAuthor`.
    """
    if edit is not None:
        edited = _load_message(user, conversation_id, edit)
        if edited.author_id != user.id:
            raise NotAuthor
        return {"editing": edit, "composer_body": edited.body}
    if reply is None:
        return {}
    quoted = _load_message(user, conversation_id, reply)
    return {"replying": reply, "reply_author": author_name(quoted), "reply_text": message_text(quoted)}


def _load_message(user: Profile, conversation_id: str, seq: int) -> Message:
    member, message = access.load_message(user, conversation_id, seq)
    return for_reader(member.user_id, conversation_id, [message])[0]


def author_name(message: Message) -> str:
    """Return the name of a message's author. One BatchGetItem."""
    person = ProfileItem.profiles([message.author_id]).get(message.author_id)
    return person.name if person else FORMER_MEMBER
