"""`blocks`: two mirrored rows a pair, so that one Query returns both whom a person blocked and who blocked them."""

from collections.abc import Iterable

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chat.domain.errors import Contended
from chat.models.conversations import ConversationItem
from chatify.core.clock import now
from chatify.core.dynamodb import (
    CONDITION_FAILED,
    Item,
    OnDemand,
    cancellation_codes,
    is_contention,
    table_name,
    transaction_connection,
)

TRIES = 6


class BlockItem(Item):
    """`user_id` blocked `other_id` (`mine`), was blocked by them (`theirs`), or both; neither means no block."""

    class Meta(OnDemand):
        table_name = table_name("blocks")

    user_id = UnicodeAttribute(hash_key=True)
    other_id = UnicodeAttribute(range_key=True)
    mine = BooleanAttribute(null=True)
    theirs = BooleanAttribute(null=True)
    since = UTCDateTimeAttribute(null=True)

    @classmethod
    def blocked_by(cls, user_id: str) -> list[str]:
        """Return the ids of the people this person blocked. One strongly consistent Query: 1 RCU per 40."""
        return [row.other_id for row in cls.query(user_id, consistent_read=True) if row.mine]

    @classmethod
    def apart_from(cls, user_id: str) -> frozenset[str]:
        """Return everybody this person blocked or was blocked by. One strongly consistent Query: 1 RCU per 40."""
        return frozenset(row.other_id for row in cls.query(user_id, consistent_read=True) if row.mine or row.theirs)

    @classmethod
    def forget(cls, user_id: str) -> None:
        """Delete every block of somebody who deleted their account. One Query, two DeleteItems for each pair."""
        for row in list(cls.query(user_id, consistent_read=True)):
            cls(row.other_id, user_id).delete()
            row.delete()

    @classmethod
    def block(cls, user_id: str, other_id: str, conversation_id: str) -> None:
        """Write both rows and close the pair's conversation. One transaction of 6 WCU; two where there is none."""
        cls._set(user_id, other_id, conversation_id, blocked=True)

    @classmethod
    def unblock(cls, user_id: str, other_id: str, conversation_id: str) -> None:
        """Lift the block. Costs as `block`."""
        cls._set(user_id, other_id, conversation_id, blocked=False)

    @classmethod
    def refuse(cls, transaction: TransactWrite, pairs: Iterable[tuple[str, str]]) -> None:
        """Make the transaction fail where one of the pairs has a block. In a transaction: 2 WCU each."""
        free = cls.mine.does_not_exist() & cls.theirs.does_not_exist()
        for user_id, other_id in pairs:
            transaction.condition_check(cls, user_id, other_id, condition=free)

    @classmethod
    def _set(cls, user_id: str, other_id: str, conversation_id: str, *, blocked: bool) -> None:
        """Write the rows and the conversation, on the condition that it exists or does not.

        Somebody may create it in the meantime, so the tries alternate between the two.
        """
        for attempt in range(TRIES):
            exists = attempt % 2 == 0
            try:
                with TransactWrite(connection=transaction_connection()) as transaction:
                    cls._mark(transaction, user_id, other_id, blocked=blocked)
                    _close(transaction, conversation_id, user_id, blocked=blocked, exists=exists)
            except TransactWriteError as error:
                if CONDITION_FAILED not in cancellation_codes(error) and not is_contention(error):
                    raise
            else:
                return
        raise Contended

    @classmethod
    def _mark(cls, transaction: TransactWrite, user_id: str, other_id: str, *, blocked: bool) -> None:
        mine: list[Action] = [cls.mine.set(True), cls.since.set(now())] if blocked else [cls.mine.remove()]
        theirs = cls.theirs.set(True) if blocked else cls.theirs.remove()
        transaction.update(cls(user_id, other_id), actions=mine)
        transaction.update(cls(other_id, user_id), actions=[theirs])


def _close(transaction: TransactWrite, conversation_id: str, user_id: str, *, blocked: bool, exists: bool) -> None:
    item = ConversationItem.conversation_id
    if not exists:
        transaction.condition_check(ConversationItem, conversation_id, condition=item.does_not_exist())
        return
    blocked_by = ConversationItem.blocked_by
    actions: list[Action] = [blocked_by.add({user_id}) if blocked else blocked_by.delete({user_id})]
    transaction.update(ConversationItem(conversation_id), actions=actions, condition=item.exists())
