"""Changing what was said, and taking it back."""

from accounts.domain import Profile
from chat.domain import policies
from chat.domain.conversations import Conversation
from chat.domain.messages import Message, check_body, edit_message, tombstone
from chat.models.message_revisions import Act, revise
from chat.models.reactions import ReactionItem
from chat.models.versions import Version, VersionItem
from chat.services import access, mentions, rules
from chat.services.mentions import Writing
from chat.services.notifications import tell_revised
from chat.services.readers import for_reader
from chatify.core.clock import now

HISTORY_MAX = 100


def edit(user: Profile, conversation_id: str, seq: int, *, body: str) -> Message:
    """By its author alone; what it said before is kept. Whoever is called only now is not counted anew.

    Three DynamoDB calls: BatchGetItem, a transaction of 8 WCU for an ordinary message, connections. Raises
    `EmptyMessage`, `MessageTooLong`, `NotAuthor`, `MessageDeleted`, what `policies.check` raises, `Contended`.
    """
    check_body(body)
    text = Writing(body)
    member, message, found = access.at(user.id, conversation_id, seq, text.handles, *rules.wanted())
    policies.check(member, "edit")
    rules.check_edit(user, body, found)
    html, called = text.by(member, found)
    moment = now()

    def change(_: Conversation, message: Message) -> Message:
        return edit_message(message, user.id, body=body, html=html, mentions=called, now=moment)

    revised = revise(member.conversation, message, Act("edit", change, VersionItem.keep))
    tell_revised(member, revised, "edit")
    return for_reader(user.id, conversation_id, [revised.message])[0]


def delete(user: Profile, conversation_id: str, seq: int) -> None:
    """By its author, or by a moderator or owner; again changes nothing. Its place stays.

    Three DynamoDB calls as `edit`, and two Queries for earlier versions and reactions, which the tombstone has made
    unreadable already. Raises `Forbidden`, `Contended`.
    """
    member, message, _ = access.at(user.id, conversation_id, seq)
    may_moderate = policies.is_allowed(member, "moderate")

    def change(_: Conversation, message: Message) -> Message:
        gone = tombstone(message, user.id, may_moderate=may_moderate)
        return message if message.deleted else gone

    revised = revise(member.conversation, message, Act("delete", change))
    tell_revised(member, revised, "delete")
    if not revised.before.deleted:
        mentions.uncall(revised.before)
    VersionItem.erase(conversation_id, seq)
    ReactionItem.erase(conversation_id, seq)


def history(
    user: Profile, conversation_id: str, seq: int, *, limit: int = HISTORY_MAX, below: int | None = None
) -> list[Version]:
    """What it said before, the latest first, below a rev; nothing of a deleted one. One BatchGetItem, one Query."""
    _, message, _ = access.at(user.id, conversation_id, seq)
    if message.deleted or message.hidden:
        return []
    return VersionItem.newest(conversation_id, seq, limit, below=below)
