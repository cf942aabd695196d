"""A report as operators see it: a row with the names of whom it concerns."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from accounts.admin.base import handles_by_id
from chat.admin.filters import REASONS, STATUSES
from chat.models.reports import RULE, ReportItem
from chat.models.reports import Report as Told
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

    report: Told
    names: dict[str, str]

    class Meta(Row.Meta):
        app_label = "chat"

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.who}, “{self.excerpt}”"  # type: ignore[attr-defined]

    @property
    def excerpt(self) -> str:
        return self.body if len(self.body) <= EXCERPT else f"{self.body[:EXCERPT]}…"

    @property
    def who(self) -> str:
        return self.named(self.author_id)

    def named(self, user_id: str) -> str:
        return "a rule" if user_id.startswith(RULE) else self.names.get(user_id, "former member")


def report_row(item: ReportItem) -> Report:
    report = item.to_report()
    row = Report.of(report)
    row.report, row.names = report, {}
    return row


def with_names(rows: Sequence[Report]) -> Sequence[Report]:
    """One BatchGetItem."""
    ids = {user_id for row in rows for user_id in (row.author_id, row.report.reporter_id, row.report.decided_by)}
    names = handles_by_id(ids)
    for row in rows:
        row.names = names
    return rows
