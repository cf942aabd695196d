"""`versions`: earlier versions of edited messages, by the revision that replaced each."""

from dataclasses import dataclass
from datetime import datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.transactions import TransactWrite

from chat.domain.messages import Message
from chat.models.keys import message_key
from chatify.core.dynamodb import Item, OnDemand, table_name


@dataclass(frozen=True, slots=True)
class Version:
    rev: int
    """The revision that replaced it."""
    body: str
    html: str | None
    written_at: datetime


class VersionItem(Item):
    class Meta(OnDemand):
        table_name = table_name("versions")

    message = UnicodeAttribute(hash_key=True)
    rev = NumberAttribute(range_key=True)
    body = UnicodeAttribute()
    html = UnicodeAttribute(null=True)
    written_at = UTCDateTimeAttribute()

    @classmethod
    def newest(cls, conversation_id: str, seq: int, limit: int, *, below: int | None = None) -> list[Version]:
        """Return versions below a rev, the latest first. One strongly consistent Query: 1 RCU per 4 KB."""
        rows = cls.query(
            message_key(conversation_id, seq),
            None if below is None else cls.rev < below,
            scan_index_forward=False,
            limit=limit,
            consistent_read=True,
        )
        return [Version(int(row.rev), row.body, row.html, row.written_at) for row in rows]

    @classmethod
    def erase(cls, conversation_id: str, seq: int) -> None:
        """Delete all versions of a message. One Query, and a BatchWriteItem per 25: 1 WCU each."""
        rows = list(cls.query(message_key(conversation_id, seq), consistent_read=True))
        if rows:
            with cls.batch_write() as batch:
                for row in rows:
                    batch.delete(row)

    @classmethod
    def keep(cls, transaction: TransactWrite, before: Message, rev: int) -> None:
        """Store the version that an edit replaces, in its transaction: 2 WCU per KB."""
        transaction.save(cls.of(before, rev))

    @classmethod
    def of(cls, message: Message, rev: int) -> "VersionItem":
        """Return the item of `message` as it was before revision `rev`."""
        return cls(
            message=message_key(message.conversation_id, message.seq),
            rev=rev,
            body=message.body,
            html=message.html,
            written_at=message.edited_at or message.sent_at,
        )
