"""Editing and deleting messages, and their earlier versions."""

from chat.domain import policies
from chat.domain.conversations import Conversation
from chat.domain.memberships import Member
from chat.domain.messages import Message, check_body, edit_message, tombstone
from chat.models.message_context import read_message_context
from chat.models.message_revisions import RevisionRequest, revise
from chat.models.reactions import ReactionItem
from chat.models.versions import Version, VersionItem
from chat.services import rules
from chat.services.mentions import MessageText, remove_mentions
from chat.services.notifications import notify_revision
from chat.services.readers import for_reader
from chatify.core.clock import now

HISTORY_MAX = 100


def edit(member: Member, message: Message, *, body: str) -> Message:
    """Change the body of the member's own message; the earlier version is kept.

    People whom only the edit mentions are not counted again. Two DynamoDB calls: a transaction of 8 WCU for an ordinary
    message, and connections; one BatchGetItem more for mentioned handles, or where the rules known are too old.

    Raises `EmptyMessage`, `MessageTooLong`, `NotAuthor`, `MessageDeleted`, `Contended`, what `policies.check` raises.
    """
    check_body(body)
    text = MessageText(body)
    policies.check(member, "edit")
    context = read_message_context(message.conversation_id, handles=text.handles, with_rules=rules.are_stale())
    rules.check_edit(member, body, context.rules)
    html, mentions = text.render(member, context.user_ids_by_handle)
    moment = now()

    def change(_: Conversation, current: Message) -> Message:
        return edit_message(current, member.user_id, body=body, html=html, mentions=mentions, now=moment)

    result = revise(member.conversation, message, RevisionRequest("edit", change, VersionItem.keep))
    notify_revision(member, result, "edit")
    return for_reader(member.user_id, message.conversation_id, [result.message])[0]


def delete(member: Member, message: Message) -> None:
    """Leave a tombstone in the message's place: for its author, a moderator or an owner. Repeating changes nothing.

    Two DynamoDB calls as `edit`, and two Queries for earlier versions and reactions, which the tombstone has made
    unreadable already. Raises `Forbidden`, `Contended`.
    """
    may_moderate = policies.is_allowed(member, "moderate")

    def change(_: Conversation, current: Message) -> Message:
        gone = tombstone(current, member.user_id, may_moderate=may_moderate)
        return current if current.deleted else gone

    result = revise(member.conversation, message, RevisionRequest("delete", change))
    notify_revision(member, result, "delete")
    if not result.before.deleted:
        remove_mentions(result.before)
    VersionItem.erase(message.conversation_id, message.seq)
    ReactionItem.erase(message.conversation_id, message.seq)


def history(message: Message, *, limit: int = HISTORY_MAX, below: int | None = None) -> list[Version]:
    """Return earlier versions, the latest first, below a rev; none of a deleted or hidden message. One Query."""
    if message.deleted or message.hidden:
        return []
    return VersionItem.newest(message.conversation_id, message.seq, limit, below=below)
