"""`reports`: messages that members reported to the moderators, once per person and message (the key says so)."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.transactions import TransactWrite

from chatify.core.clock import now
from chatify.core.dynamodb import Item, OnDemand, table_name, try_write

Reason = Literal["spam", "abuse", "illegal", "other"]
Outcome = Literal["dismissed", "hidden", "hidden_recent", "warned", "muted", "banned"]
NOTE_MAX = 1_000
RULE = "rule:"
"""Prefix of a reporter id that is a rule, which holds messages for review."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`body` is a copy of the reported text: its author may change or delete it before anybody looks."""

    id: str
    reporter_id: str
    author_id: str
    conversation_id: str
    seq: int
    body: str
    reason: str
    note: str
    created_at: datetime
    status: str = "open"
    outcome: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None


def report_id(reporter_id: str, conversation_id: str, seq: int) -> str:
    """Return the key of this reporter's report of this message."""
    return sha256(f"{reporter_id}\n{conversation_id}\n{seq}".encode()).hexdigest()[:28]


class ByStatus(GlobalSecondaryIndex["ReportItem"]):
    class Meta:
        index_name = "by_status"
        projection = AllProjection()

    status = UnicodeAttribute(hash_key=True)
    created_at = UTCDateTimeAttribute(range_key=True)


class ByAuthor(GlobalSecondaryIndex["ReportItem"]):
    class Meta:
        index_name = "by_author"
        projection = AllProjection()

    author_id = UnicodeAttribute(hash_key=True)
    created_at = UTCDateTimeAttribute(range_key=True)


class ReportItem(Item):
    class Meta(OnDemand):
        table_name = table_name("reports")

    report_id = UnicodeAttribute(hash_key=True)
    status = UnicodeAttribute(default="open")
    reason = UnicodeAttribute()
    note = UnicodeAttribute(null=True)
    reporter_id = UnicodeAttribute()
    author_id = UnicodeAttribute()
    conversation_id = UnicodeAttribute()
    seq = NumberAttribute()
    body = UnicodeAttribute(null=True)
    created_at = UTCDateTimeAttribute()
    outcome = UnicodeAttribute(null=True)
    decided_by = UnicodeAttribute(null=True)
    decided_at = UTCDateTimeAttribute(null=True)

    by_status = ByStatus()
    by_author = ByAuthor()

    @classmethod
    def file(cls, report: Report) -> bool:
        """Store a report; return False if this person has reported the message before.

        One conditional PutItem: 3 WCU with its indexes.
        """
        item = cls(
            report.id,
            reporter_id=report.reporter_id,
            author_id=report.author_id,
            conversation_id=report.conversation_id,
            seq=report.seq,
            body=report.body or None,
            reason=report.reason,
            note=report.note or None,
            created_at=report.created_at,
        )
        return try_write(lambda: item.save(condition=cls.report_id.does_not_exist()))

    @classmethod
    def find_report(cls, report_id: str) -> Report | None:
        """Return a report. One strongly consistent GetItem: 1 RCU."""
        item = cls.find(report_id)
        return item.to_report() if item else None

    @classmethod
    def open_reports(cls, limit: int) -> tuple[list[Report], bool]:
        """Return open reports, the oldest first, and whether there are more. One Query of an index, 1 MB at most."""
        page = next(cls.by_status.query("open", page_size=limit).page_iter)
        reports = [cls.from_raw_data(raw).to_report() for raw in page["Items"]]
        return reports, "LastEvaluatedKey" in page

    @classmethod
    def against(cls, author_id: str, limit: int) -> list[Report]:
        """Return reports of a person's messages, newest first. One Query of an index."""
        rows = cls.by_author.query(author_id, scan_index_forward=False, limit=limit)
        return [row.to_report() for row in rows]

    @classmethod
    def resolve(cls, transaction: TransactWrite, report: Report, outcome: Outcome, by: str) -> None:
        """Resolve a report; the transaction fails where it is not open. 2 WCU, and 4 for its indexes."""
        status = "dismissed" if outcome == "dismissed" else "acted"
        transaction.update(
            cls(report.id),
            actions=[
                cls.status.set(status),
                cls.outcome.set(outcome),
                cls.decided_by.set(by),
                cls.decided_at.set(now()),
            ],
            condition=cls.status == "open",
        )

    def to_report(self) -> Report:
        return Report(
            id=self.report_id,
            reporter_id=self.reporter_id,
            author_id=self.author_id,
            conversation_id=self.conversation_id,
            seq=int(self.seq),
            body=self.body or "",
            reason=self.reason,
            note=self.note or "",
            created_at=self.created_at,
            status=self.status,
            outcome=self.outcome or "",
            decided_by=self.decided_by or "",
            decided_at=self.decided_at,
        )
