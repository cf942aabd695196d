"""The items that decide who may act in a conversation: a membership, the conversation and its roster, read together."""

from dataclasses import dataclass

from chat.domain.conversations import Conversation
from chat.domain.memberships import Membership
from chat.domain.messages import Message
from chat.models.conversations import ConversationItem
from chat.models.memberships import MembershipItem
from chat.models.messages import MessageItem
from chat.models.rosters import RosterItem
from chatify.core.dynamodb import BatchRead, ItemKeys, ItemsByModel


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """What is stored of a member. Who they are as a person is in their profile."""

    membership: Membership
    conversation: Conversation
    roster: frozenset[str]
    owners: frozenset[str]


@dataclass(frozen=True, slots=True)
class AccessRecord:
    """What was read of a person in a conversation: None stands for what is absent."""

    member: MemberRecord | None
    message: Message | None
    """The message that was asked for, if any was."""


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """A message in its conversation, as an operator reads it: no membership is needed."""

    conversation: Conversation
    message: Message
    roster: frozenset[str]


def access_read(user_id: str, conversation_id: str, seq: int | None = None) -> BatchRead[AccessRecord]:
    """Read a person's membership with the conversation, and one of its messages where `seq` is given.

    3 RCU, 4 with a message of up to 4 KB.
    """
    keys: list[ItemKeys] = [(MembershipItem, [(user_id, conversation_id)]), *_conversation_keys(conversation_id)]
    if seq is None:
        return BatchRead(keys, lambda items: AccessRecord(_member(items, user_id, conversation_id), None))
    return BatchRead(
        [*keys, (MessageItem, [(conversation_id, seq)])],
        lambda items: AccessRecord(_member(items, user_id, conversation_id), _message(items, conversation_id, seq)),
    )


def find_message_record(conversation_id: str, seq: int) -> MessageRecord | None:
    """Read one message with its conversation and roster. One BatchGetItem: 3 RCU."""
    items = BatchRead(
        [*_conversation_keys(conversation_id), (MessageItem, [(conversation_id, seq)])], lambda items: items
    ).fetch()
    message = _message(items, conversation_id, seq)
    if message is None or not items[ConversationItem]:
        return None
    roster = frozenset(items[RosterItem][0].members or ()) if items[RosterItem] else frozenset()
    return MessageRecord(items[ConversationItem][0].to_conversation(), message, roster)


def _conversation_keys(conversation_id: str) -> list[ItemKeys]:
    return [(ConversationItem, [(conversation_id,)]), (RosterItem, [(conversation_id,)])]


def _member(items: ItemsByModel, user_id: str, conversation_id: str) -> MemberRecord | None:
    membership = next((row for row in items[MembershipItem] if row.user_id == user_id), None)
    conversation = next((row for row in items[ConversationItem] if row.conversation_id == conversation_id), None)
    roster = next((row for row in items[RosterItem] if row.conversation_id == conversation_id), None)
    if membership is None or conversation is None or roster is None:
        return None
    return MemberRecord(
        membership.to_membership(),
        conversation.to_conversation(),
        frozenset(roster.members or ()),
        frozenset(roster.owners or ()),
    )


def _message(items: ItemsByModel, conversation_id: str, seq: int) -> Message | None:
    rows = items[MessageItem]
    item = next((row for row in rows if (row.conversation_id, int(row.seq)) == (conversation_id, seq)), None)
    return item.to_message() if item else None
