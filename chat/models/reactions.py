"""`reactions`: one row for each person and emoji. Row and summary change together, which keeps the counts exact."""

from dataclasses import dataclass
from typing import Any

from pynamodb.attributes import UnicodeAttribute
from pynamodb.transactions import TransactWrite

from chat.models.keys import message_key
from chatify.core.dynamodb import Item, OnDemand, table_name


@dataclass(frozen=True, slots=True)
class Reaction:
    user_id: str
    emoji: str


class ReactionItem(Item):
    class Meta(OnDemand):
        table_name = table_name("reactions")

    message = UnicodeAttribute(hash_key=True)
    user_emoji = UnicodeAttribute(range_key=True)

    @classmethod
    def of(cls, conversation_id: str, seq: int, reaction: Reaction) -> "ReactionItem":
        return cls(message_key(conversation_id, seq), f"{reaction.user_id}#{reaction.emoji}")

    def put(self, transaction: TransactWrite, *_: Any) -> None:
        """Add the row with the summary; the transaction fails where it exists. In a transaction: 2 WCU."""
        transaction.save(self, condition=ReactionItem.message.does_not_exist())

    def take_back(self, transaction: TransactWrite, *_: Any) -> None:
        """Remove the row with the summary; the transaction fails where it is absent. In a transaction: 2 WCU."""
        transaction.delete(self, condition=ReactionItem.message.exists())

    @classmethod
    def page(cls, conversation_id: str, seq: int, last: str | None, limit: int) -> tuple[list[Reaction], str | None]:
        """Return reactions by person, after `last`, and the next `last`. One Query: 0.5 RCU per 50."""
        key = message_key(conversation_id, seq)
        start = {"message": {"S": key}, "user_emoji": {"S": last}} if last else None
        rows = cls.query(key, limit=limit, last_evaluated_key=start)
        page = list(rows)
        return [row.to_reaction() for row in page], page[-1].user_emoji if rows.last_evaluated_key else None

    @classmethod
    def erase(cls, conversation_id: str, seq: int) -> None:
        """Delete all reactions to a message. One Query, and a BatchWriteItem per 25: 1 WCU each."""
        rows = list(cls.query(message_key(conversation_id, seq), consistent_read=True))
        if rows:
            with cls.batch_write() as batch:
                for row in rows:
                    batch.delete(row)

    def to_reaction(self) -> Reaction:
        user_id, _, emoji = self.user_emoji.rpartition("#")
        return Reaction(user_id, emoji)
