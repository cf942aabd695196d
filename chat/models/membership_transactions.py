"""Changes of a conversation or of its members: one transaction each, so that none can be half done.

Memberships, settings, roster, counters, the revision and the system line that tells of it stand or fall together. The
transaction fails where somebody else took a slot of one of the logs; it is tried again at the new ends.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.condition import Condition, size
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chat.domain.conversations import MEMBERS_MAX, Conversation
from chat.domain.errors import Blocked, Contended, ConversationNotFound, TooManyMembers
from chat.domain.events import RevisionKind
from chat.domain.memberships import Membership, Role
from chat.domain.messages import Draft, Message
from chat.models.blocks import BlockItem
from chat.models.conversations import ConversationItem
from chat.models.memberships import MembershipItem
from chat.models.messages import MessageItem
from chat.models.revisions import Revision, RevisionItem
from chat.models.rosters import RosterItem
from chatify.core.dynamodb import CONDITION_FAILED, cancellation_codes, is_contention, transaction_connection
from chatify.core.retry import retry_with_jitter

TRIES = 12
LONGEST_WAIT = 0.5
"""Seconds."""


ExtraWrite = Callable[[TransactWrite], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Who joins, who leaves, which settings change, and the system line that tells of it (None for no line)."""

    joining: Sequence[Membership] = ()
    leaving: Sequence[str] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Fields of `Conversation`."""
    role: tuple[Membership, Role] | None = None
    """A member, and their role from now on."""
    owner_goes: bool = False
    """An owner leaves or steps down: refused where no other owner is left, unless nobody else is inside."""
    line: Draft | None = None
    extra_write: ExtraWrite | None = None
    """One more update in the same transaction, with a condition of its own."""

    @property
    def kind(self) -> RevisionKind:
        return "member" if self.people or self.role else "settings"

    @property
    def people(self) -> int:
        return len(self.joining) + len(self.leaving)

    @property
    def growth(self) -> int:
        return len(self.joining) - len(self.leaving)


@dataclass(frozen=True, slots=True)
class Changed:
    conversation: Conversation
    rev: int
    kind: RevisionKind
    line: Message | None


class MembershipMoved(Exception):
    """Somebody else changed these people, their roles or the extra write's item in the meantime: read them again."""


def create(conversation: Conversation, members: Sequence[Membership]) -> bool:
    """Store a new conversation with its members; return False if it exists already.

    2 WCU for each of (2 + members) items, and for the check that no block stands between two people.
    Raises `Blocked`, `Contended`.
    """
    pair = [(members[0].user_id, members[1].user_id)] if conversation.kind == "direct" else []
    try:
        with TransactWrite(connection=transaction_connection()) as transaction:
            BlockItem.refuse(transaction, pair)
            # The first put: its failed condition means that the conversation exists.
            transaction.save(
                ConversationItem.of(conversation), condition=ConversationItem.conversation_id.does_not_exist()
            )
            transaction.save(_roster_of(conversation.id, members))
            for membership in members:
                transaction.save(MembershipItem.of(membership))
    except TransactWriteError as error:
        codes = cancellation_codes(error)
        if CONDITION_FAILED in codes[: len(pair)]:
            raise Blocked from error
        if codes[len(pair) :][:1] == [CONDITION_FAILED]:
            return False
        if is_contention(error):
            raise Contended from error
        raise
    return True


def commit(conversation: Conversation, change: Change) -> Changed:
    """Apply the change at the ends of both logs.

    One transaction of (3 or 4 + people) items, 2 WCU each; a role is 4 or 5 items. `conversation` may lag; its counters
    are read again after a conflict. Raises `MembershipMoved`, `TooManyMembers`, `Contended`.
    """
    for attempt in retry_with_jitter(TRIES, longest=LONGEST_WAIT):
        if attempt:
            conversation = _at_the_ends(conversation.id)
        if conversation.member_count + change.growth > MEMBERS_MAX:
            raise TooManyMembers
        try:
            return _commit_once(conversation, change)
        except TransactWriteError as error:
            if CONDITION_FAILED in _membership_reasons(cancellation_codes(error), change):
                raise MembershipMoved from error
            if not is_contention(error):
                raise
    raise Contended


def _commit_once(conversation: Conversation, change: Change) -> Changed:
    rev = conversation.last_rev + 1
    line = MessageItem.of(change.line, conversation.last_seq + 1) if change.line else None
    read_seq = conversation.last_seq + (line is not None)
    message = line.to_message() if line else None
    after = replace(
        conversation,
        last_rev=rev,
        last_seq=message.seq if message else conversation.last_seq,
        last_message=message or conversation.last_message,
        last_activity=message.sent_at if message else conversation.last_activity,
        member_count=conversation.member_count + change.growth,
        **change.settings,
    )
    with TransactWrite(connection=transaction_connection()) as transaction:
        # PynamoDB sends deletes, puts, updates, in this order: memberships come first, then the slots.
        for user_id in change.leaving:
            transaction.delete(MembershipItem(user_id, conversation.id), condition=MembershipItem.user_id.exists())
        for membership in change.joining:
            item = MembershipItem.of(replace(membership, read_seq=read_seq))
            transaction.save(item, condition=MembershipItem.user_id.does_not_exist())
        revision = RevisionItem.of(Revision(conversation.id, rev, change.kind))
        transaction.save(revision, condition=RevisionItem.rev.does_not_exist())
        if line is not None:
            transaction.save(line, condition=MessageItem.seq.does_not_exist())
        transaction.update(
            ConversationItem(conversation.id),
            actions=[*_counters(message, rev, change.growth), *_settings_actions(after, change)],
            condition=ConversationItem.conversation_id.exists(),
        )
        _update_people(transaction, conversation.id, change)
    return Changed(after, rev, change.kind, message)


def _membership_reasons(codes: list[str | None], change: Change) -> list[str | None]:
    """Return the reasons of all items but the slots of the two logs and the conversation between them."""
    after_conversation = change.people + (2 if change.line is None else 3)
    return codes[: change.people] + codes[after_conversation:]


def _update_people(transaction: TransactWrite, conversation_id: str, change: Change) -> None:
    actions = _roster_actions(change)
    if actions:
        transaction.update(RosterItem(conversation_id), actions=actions, condition=_ownership_condition(change))
    if change.role:
        membership, role = change.role
        transaction.update(
            MembershipItem(membership.user_id, conversation_id),
            actions=[MembershipItem.role.set(role)],
            condition=MembershipItem.role == membership.role,
        )
    if change.extra_write:
        change.extra_write(transaction)


def _ownership_condition(change: Change) -> Condition | None:
    if not change.owner_goes:
        return None
    has_other_owner: Condition = size(RosterItem.owners) > 1
    return has_other_owner if change.role else has_other_owner | (size(RosterItem.members) < 2)


def _counters(line: Message | None, rev: int, growth: int) -> list[Action]:
    # The line's slot was free, so no later message exists and the head cannot move backwards.
    head = ConversationItem.head_actions(line) if line else []
    return [*head, ConversationItem.last_rev.set(rev), ConversationItem.member_count.add(growth)]


def _settings_actions(after: Conversation, change: Change) -> list[Action]:
    """Return all settings where one changes: the directory's keys depend on several."""
    return ConversationItem.settings_actions(after) if change.settings else []


def _roster_of(conversation_id: str, members: Sequence[Membership]) -> RosterItem:
    owners = {membership.user_id for membership in members if membership.role == "owner"}
    return RosterItem(conversation_id, members={m.user_id for m in members}, owners=owners or None)


def _roster_actions(change: Change) -> list[Action]:
    actions: list[Action] = []
    if change.joining:
        actions.append(RosterItem.members.add({membership.user_id for membership in change.joining}))
    if change.leaving:
        # An update may name a set only once, and nobody joins and leaves in one change.
        actions += [RosterItem.members.delete(set(change.leaving)), RosterItem.owners.delete(set(change.leaving))]
    if change.role:
        membership, role = change.role
        if role == "owner":
            actions.append(RosterItem.owners.add({membership.user_id}))
        elif membership.role == "owner":
            actions.append(RosterItem.owners.delete({membership.user_id}))
    return actions


def _at_the_ends(conversation_id: str) -> Conversation:
    """Return the conversation with counters read from the logs themselves: three strongly consistent reads."""
    item = ConversationItem.find(conversation_id)
    if item is None:
        raise ConversationNotFound
    conversation = item.to_conversation()
    newest = MessageItem.newest(conversation_id, 1)
    return replace(
        conversation,
        last_seq=newest[-1].seq if newest else 0,
        last_rev=max(conversation.last_rev, RevisionItem.last_rev(conversation_id)),
    )
