"""A report as operators see it: a row with the handles of the people it concerns."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from accounts.admin.base import handles_by_id
from accounts.domain import FORMER_MEMBER
from chat.admin.filters import REASONS, STATUSES
from chat.models.reports import RULE, ReportItem
from chat.models.reports import Report as StoredReport
from chatify.dynamo_admin.options import Row

EXCERPT = 80


class Report(Row):
    id: "models.CharField[str, str]" = models.CharField(primary_key=True, max_length=64)
    reason: "models.CharField[str, str]" = models.CharField(max_length=16, choices=REASONS)
    status: "models.CharField[str, str]" = models.CharField(max_length=16, choices=STATUSES)
    author_id: "models.CharField[str, str]" = models.CharField(max_length=64)
    created_at: "models.DateTimeField[Any, Any]" = models.DateTimeField("reported")
    body: "models.TextField[str, str]" = models.TextField("message")
    note: "models.TextField[str, str]" = models.TextField()
    outcome: "models.CharField[str, str]" = models.CharField(max_length=16)
    decided_at: "models.DateTimeField[Any, Any]" = models.DateTimeField("decided", null=True)

    report: StoredReport
    names: dict[str, str]

    class Meta(Row.Meta):
        app_label = "chat"

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.author_name}, “{self.excerpt}”"  # type: ignore[attr-defined]

    @property
    def excerpt(self) -> str:
        return self.body if len(self.body) <= EXCERPT else f"{self.body[:EXCERPT]}…"

    @property
    def author_name(self) -> str:
        return self.name_of(self.author_id)

    def name_of(self, user_id: str) -> str:
        return "a rule" if user_id.startswith(RULE) else self.names.get(user_id, FORMER_MEMBER)


def report_row(item: ReportItem) -> Report:
    """Return a report as a row, without handles."""
    report = item.to_report()
    row = Report.of(report)
    row.report, row.names = report, {}
    return row


def with_names(rows: Sequence[Report]) -> Sequence[Report]:
    """Return the rows with the handles of authors, reporters and operators. One BatchGetItem."""
    reports = [row.report for row in rows]
    names = handles_by_id({user_id for report in reports for user_id in _user_ids(report)})
    for row in rows:
        row.names = names
    return rows


def _user_ids(report: StoredReport) -> tuple[str, str, str]:
    return report.author_id, report.reporter_id, report.decided_by
