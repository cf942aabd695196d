"""`revisions`: the second dense log, of changes to stored messages and to settings: rev 1, 2, 3 … kept for 30 days."""

from dataclasses import dataclass
from datetime import timedelta

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute

from chat.domain.events import RevisionKind
from chatify.core.clock import now
from chatify.core.dynamodb import Item, OnDemand, table_name

KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Revision:
    conversation_id: str
    rev: int
    kind: RevisionKind
    seq: int | None = None


class RevisionItem(Item):
    class Meta(OnDemand):
        table_name = table_name("revisions")

    conversation_id = UnicodeAttribute(hash_key=True)
    rev = NumberAttribute(range_key=True)
    kind = UnicodeAttribute()
    seq = NumberAttribute(null=True)
    expires_at = TTLAttribute()

    @classmethod
    def page_after(cls, conversation_id: str, rev: int, limit: int) -> list[Revision]:
        """Return revisions above `rev`, ascending. One strongly consistent Query: 1 RCU per 60."""
        rows = cls.query(conversation_id, cls.rev > rev, limit=limit, consistent_read=True)
        return [row.to_revision() for row in rows]

    @classmethod
    def last_rev(cls, conversation_id: str) -> int:
        """Return the end of the log; 0 where no revision is kept. One strongly consistent Query: 1 RCU."""
        rows = cls.query(conversation_id, scan_index_forward=False, limit=1, consistent_read=True)
        return next((int(row.rev) for row in rows), 0)

    @classmethod
    def of(cls, revision: Revision) -> "RevisionItem":
        return cls(
            conversation_id=revision.conversation_id,
            rev=revision.rev,
            kind=revision.kind,
            seq=revision.seq,
            expires_at=now() + KEPT,
        )

    def to_revision(self) -> Revision:
        seq = None if self.seq is None else int(self.seq)
        return Revision(self.conversation_id, int(self.rev), self.kind, seq)  # type: ignore[arg-type]
