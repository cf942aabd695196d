"""The audit log in the admin: who did what to whom, and why. It cannot be changed."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db import models
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import URLPattern, path

from accounts.admin.base import OperatorAdmin, id_of_handle
from accounts.admin.entries import describe
from accounts.models.audit import AuditItem, days_back
from accounts.services.audit import add_names
from chatify.core.clock import now, rfc3339
from chatify.dynamo_admin.options import Row
from chatify.dynamo_admin.sources import Conditions
from chatify.dynamo_admin.tables import Pattern, Table

EXPORTED_MAX = 10_000
DAYS_OFFERED = 7
COLUMNS = ("at", "actor", "actor_id", "action", "object", "name", "reason", "description")


class AuditEntry(Row):
    id: "models.CharField[str, str]" = models.CharField(primary_key=True, max_length=64)
    day: "models.CharField[str, str]" = models.CharField(max_length=10)
    at: "models.DateTimeField[Any, Any]" = models.DateTimeField()
    actor_id: "models.CharField[str, str]" = models.CharField(max_length=64)
    actor: "models.CharField[str, str]" = models.CharField(max_length=32)
    action: "models.CharField[str, str]" = models.CharField(max_length=64)
    object: "models.CharField[str, str]" = models.CharField(max_length=128)
    name: "models.CharField[str, str]" = models.CharField("target", max_length=200)
    reason: "models.CharField[str, str]" = models.CharField(max_length=500)
    description: "models.CharField[str, str]" = models.CharField("summary", max_length=2000)

    class Meta(Row.Meta):
        app_label = "accounts"
        verbose_name = "audit log entry"
        verbose_name_plural = "audit log entries"

    def __str__(self) -> str:
        return f"@{self.actor}: {self.action}"


def audit_entries(items: Sequence[AuditItem]) -> list[AuditEntry]:
    """Return the entries as rows, with people's names. One BatchGetItem a hundred people."""
    return [
        AuditEntry.of(item, id=f"{item.day}/{item.entry_id}", description=describe(item)) for item in add_names(items)
    ]


@dataclass(frozen=True, kw_only=True)
class AuditTable(Table):
    """The functions' role may only put and query here, so even one row is read by a query."""

    def get(self, pk: str) -> Any | None:
        day, _, entry_id = pk.partition("/")
        items = list(AuditItem.query(day, AuditItem.entry_id == entry_id)) if entry_id else []
        return audit_entries(items)[0] if items else None

    def many(self, pks: Sequence[str]) -> Sequence[Any]:
        return [entry for entry in map(self.get, pks) if entry]


def _as_read(item: AuditItem) -> AuditItem:
    """Return the item unchanged, because `audit_entries` makes rows of a whole page at once."""
    return item


class Day(SimpleListFilter):
    title = parameter_name = "day"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(day, day) for day in days_back(now(), DAYS_OFFERED)]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(day=self.value()) if self.value() else queryset


@admin.register(AuditEntry)
class AuditAdmin(OperatorAdmin):
    source = AuditTable(
        item=AuditItem,
        row=_as_read,
        shown=audit_entries,
        patterns=[
            Pattern(by="object", index=AuditItem.by_object),
            Pattern(by="actor_id", index=AuditItem.by_actor),
            Pattern(by="day", partitions=lambda _: days_back(now())),
        ],
    )
    list_display = ("at", "actor", "action", "name", "reason")
    list_filter = (Day,)
    search_fields = ("actor",)
    search_help_text = "An operator’s handle, or an object: person:…, report:…, message:…, conversation:…, rule:…"
    fields = ("at", "actor", "action", "object", "name", "description")
    change_list_template = "admin/accounts/auditentry/change_list.html"
    change_form_template = "admin/change_form.html"
    actions = None

    def search(self, request: HttpRequest, term: str) -> Conditions:
        if ":" in term:
            return {"object": term}
        return {"actor_id": id_of_handle(term) or term}

    def get_urls(self) -> list[URLPattern]:
        export = path("export/", self.admin_site.admin_view(self.export), name="accounts_auditentry_export")
        return [export, *super().get_urls()]

    def export(self, request: HttpRequest) -> StreamingHttpResponse:
        """Return the rows that the list's filters choose as CSV, at most 10,000."""
        rows = self.get_changelist_instance(request).queryset
        response = StreamingHttpResponse(_lines(_all(rows)), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="audit-{now():%Y-%m-%d}.csv"'
        return response


def _all(rows: Any) -> Iterator[AuditEntry]:
    cursor, count = None, 0
    while count < EXPORTED_MAX:
        page = rows.page(cursor, 1_000)
        yield from page.results
        count += len(page.results)
        cursor = page.next
        if cursor is None:
            return


class _Echo:
    def write(self, line: str) -> str:
        return line


def _lines(entries: Iterator[AuditEntry]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield str(writer.writerow(COLUMNS))
    for entry in entries:
        values = (rfc3339(entry.at), *(getattr(entry, name) for name in COLUMNS[1:]))
        yield str(writer.writerow(map(_plain, values)))


def _plain(text: str) -> str:
    """Return the text so that a spreadsheet cannot take it for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
