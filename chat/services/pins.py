"""Pinned messages, which all members find in one list."""

from dataclasses import replace

from chat.domain import policies
from chat.domain.conversations import PINS_MAX, Conversation
from chat.domain.errors import TooManyPins
from chat.domain.memberships import Member
from chat.domain.messages import Message, check_not_deleted
from chat.models.message_revisions import RevisionRequest, revise
from chat.models.messages import MessageItem
from chat.services.notifications import notify_revision
from chat.services.readers import for_reader


def pin(member: Member, message: Message) -> None:
    """Pin a message; repeating changes nothing.

    Two DynamoDB calls: a transaction of 6 WCU, and connections. Raises `TooManyPins`, `MessageDeleted`, `Contended`,
    what `policies.check` raises.
    """

    def change(conversation: Conversation, current: Message) -> Message:
        check_not_deleted(current)
        if current.pinned:
            return current
        if len(conversation.pins) >= PINS_MAX:
            raise TooManyPins
        return replace(current, pinned_by=member.user_id)

    _revise(member, message, RevisionRequest("pin", change))


def unpin(member: Member, message: Message) -> None:
    """Take a pin off; a message that has none stays as it is. Costs and raises as `pin`."""

    def change(_: Conversation, current: Message) -> Message:
        return replace(current, pinned_by=None) if current.pinned else current

    _revise(member, message, RevisionRequest("pin", change))


def pinned(member: Member) -> list[Message]:
    """Return the pinned messages, at most 50, the newest message first. A BatchGetItem, and what `for_reader` costs."""
    conversation = member.conversation
    messages = MessageItem.find_messages(conversation.id, conversation.pins)
    return for_reader(member.user_id, conversation.id, [messages[seq] for seq in sorted(messages, reverse=True)])


def _revise(member: Member, message: Message, request: RevisionRequest) -> None:
    policies.check(member, "pin")
    notify_revision(member, revise(member.conversation, message, request), "pin")
