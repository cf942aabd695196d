"""Changes to a stored message: edit, delete, react, pin, hide. Each is one transaction.

The message, its slot in the second log and the conversation's counter change together. So no crash leaves a change
that the log does not tell of, and whoever syncs or pings afterwards learns it. Separate writes would not do. With the
slot first, a client may read it before the change and never again. With the change first, a crash may hide it from
everybody. The price is double write units: 6 for an ordinary message.

Slots are taken in order: of two concurrent changes one is tried again, at the new end and on the new message.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chat.domain.conversations import Conversation
from chat.domain.errors import Contended, ConversationNotFound, MessageNotFound
from chat.domain.events import RevisionKind
from chat.domain.messages import Message
from chat.models.conversations import ConversationItem
from chat.models.messages import MessageItem
from chat.models.revisions import Revision, RevisionItem
from chatify.core.dynamodb import CONDITION_FAILED, batch_get, cancellation_codes, is_contention, transaction_connection
from chatify.core.retry import retry_with_jitter

TRIES = 12
LONGEST_WAIT = 0.3
"""Seconds."""

ExtraWrite = Callable[[TransactWrite, Message, int], None]
"""Adds one item to the transaction, given the message as it was and the revision."""


@dataclass(frozen=True, slots=True)
class RevisionRequest:
    kind: RevisionKind
    change: Callable[[Conversation, Message], Message]
    """Called again for each try; returns the very same message where there is nothing to do."""
    extra_write: ExtraWrite | None = None


@dataclass(frozen=True, slots=True)
class RevisionResult:
    message: Message
    before: Message
    """The very same object as `message` where there was nothing to do."""


def revise(conversation: Conversation, message: Message, request: RevisionRequest) -> RevisionResult:
    """Apply the request to the message as it is by now.

    One transaction: 6 WCU for an ordinary message, 2 more for an extra write; one BatchGetItem more for each conflict.
    Raises what the change raises, and `Contended`.
    """
    for attempt in retry_with_jitter(TRIES, longest=LONGEST_WAIT):
        if attempt:
            conversation, message = _reread(conversation.id, message.seq)
        changed = request.change(conversation, message)
        if changed is message:
            return RevisionResult(message, message)
        changed = replace(changed, rev=conversation.last_rev + 1)
        try:
            _commit(conversation, message, changed, request)
        except TransactWriteError as error:
            if request.extra_write and cancellation_codes(error)[:1] == [CONDITION_FAILED]:
                return RevisionResult(message, message)
            if not is_contention(error):
                raise
        else:
            return RevisionResult(changed, message)
    raise Contended


def _commit(conversation: Conversation, before: Message, after: Message, request: RevisionRequest) -> None:
    with TransactWrite(connection=transaction_connection()) as transaction:
        # The extra write must be the first: PynamoDB sends deletes, puts, updates, each in the order they are added.
        if request.extra_write:
            request.extra_write(transaction, before, after.rev)
        revision = RevisionItem.of(Revision(conversation.id, after.rev, request.kind, after.seq))
        transaction.save(revision, condition=RevisionItem.rev.does_not_exist())
        transaction.update(
            MessageItem(conversation.id, after.seq),
            actions=MessageItem.revision_actions(after),
            condition=_unchanged(before),
        )
        head, is_last = _head(conversation, after)
        transaction.update(
            ConversationItem(conversation.id),
            actions=[ConversationItem.last_rev.set(after.rev), *head, *_pins(before, after)],
            condition=is_last,
        )


def _unchanged(before: Message) -> Condition:
    same: Condition = MessageItem.rev == before.rev if before.rev else MessageItem.rev.does_not_exist()
    unchanged: Condition = MessageItem.seq.exists() & same
    return unchanged


def _head(conversation: Conversation, after: Message) -> tuple[list[Action], Condition]:
    """Return the actions and the condition that keep the preview right: the last message is shown there too.

    Also where its sender has not raised the head yet.
    """
    if after.seq < conversation.last_seq:
        return [], ConversationItem.conversation_id.exists()
    return ConversationItem.head_actions(after), ConversationItem.last_seq <= after.seq


def _pins(before: Message, after: Message) -> list[Action]:
    if before.pinned == after.pinned:
        return []
    pins = ConversationItem.pins
    return [pins.add({after.seq}) if after.pinned else pins.delete({after.seq})]


def _reread(conversation_id: str, seq: int) -> tuple[Conversation, Message]:
    items = batch_get((ConversationItem, [(conversation_id,)]), (MessageItem, [(conversation_id, seq)]))
    if not items[ConversationItem]:
        raise ConversationNotFound
    if not items[MessageItem]:
        raise MessageNotFound
    return items[ConversationItem][0].to_conversation(), items[MessageItem][0].to_message()
