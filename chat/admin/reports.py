"""Reports in the admin: a list, a page for each with its acts, and its context, a look at which is logged."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from accounts.admin.base import OperatorAdmin, id_of_handle, no_rows
from accounts.admin.forms import BanAndPurgeForm, MuteForm, OptionalReasonForm, ReasonForm, end_of_span
from accounts.requests import caller
from chat.admin.filters import AGES, DAY, REASONS, WEEK, Age, ReasonFilter, Status
from chat.admin.report_rows import Report, report_row, with_names
from chat.models.reports import ReportItem
from chat.services import moderation, review
from chatify.core.clock import now
from chatify.dynamo_admin.sources import Conditions
from chatify.dynamo_admin.tables import Pattern, Table

COUNTED_MAX = 500
HIDING = "their messages are being hidden everywhere. Their history will say when this is done."


@admin.register(Report)
class ReportAdmin(OperatorAdmin):
    audited = "report"
    acts_query = "?status=all"
    source = Table(
        item=ReportItem,
        row=report_row,
        shown=with_names,
        patterns=[
            Pattern(by="author_id", along="created_at", index=ReportItem.by_author),
            Pattern(
                by="status",
                along="created_at",
                index=ReportItem.by_status,
                partitions=lambda _: ["open", "acted", "dismissed"],
            ),
        ],
        calls_max=1,
    )
    list_display = ("excerpt", "reason", "written_by", "created_at")
    list_filter = (Status, ReasonFilter, Age)
    search_fields = ("author_id",)
    search_help_text = "The full handle or the id of the person who was reported."
    fields = ("body", "author", "reason", "note", "reported_by", "created_at", "result", "decided_at", "context")
    actions = ("dismiss", "hide", "hide_recent", "warn", "mute", "ban", "unhide")

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """Show who reported open reports, and the result of the others."""
        shows_open = (request.GET.get("status") or "open") == "open"
        return (*self.list_display, "reported_by" if shows_open else "result")

    def search(self, request: HttpRequest, term: str) -> Conditions:
        user_id = id_of_handle(term) or term
        return {"author_id": user_id} if user_id else no_rows()

    @admin.display(description="written by")
    def written_by(self, row: Report) -> str:
        return row.author_name

    @admin.display(description="reported by")
    def reported_by(self, row: Report) -> str:
        return row.name_of(row.report.reporter_id)

    @admin.display(description="result")
    def result(self, row: Report) -> str:
        if row.status == "open":
            return "open"
        return f"{row.outcome.replace('_', ' ')} by {row.name_of(row.report.decided_by)}"

    @admin.display(description="written by")
    def author(self, row: Report) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:accounts_person_change", args=[row.author_id]), row.author_name
        )

    @admin.display(description="more")
    def context(self, row: Report) -> str:
        url = reverse("admin:chat_report_context", args=[row.pk])
        return format_html('<a href="{}">Show the context, earlier reports and acts</a> (this is logged)', url)

    def get_urls(self) -> list[URLPattern]:
        context_view = self.admin_site.admin_view(self.context_view)
        return [path("<path:object_id>/context/", context_view, name="chat_report_context"), *super().get_urls()]

    def context_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show at most five messages on both sides of the reported one, and log that somebody looked."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        seen = review.around(caller(request), row.report)
        context = {
            **self.admin_site.each_context(request),
            "title": "Context of the report",
            "opts": self.opts,
            "row": row,
            "seen": seen,
            **self.acts(request),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/chat/report/context.html", context)

    def waiting(self) -> dict[str, Any]:
        """Count open reports by reason and age, at most the oldest 500. One Query."""
        reports, more = ReportItem.open_reports(COUNTED_MAX)
        counts = Counter((report.reason, _age(report.created_at)) for report in reports)
        url = reverse("admin:chat_report_changelist")
        rows = [
            {
                "label": label,
                "url": f"{url}?reason={reason}",
                "cells": [{"count": counts[reason, age], "url": f"{url}?reason={reason}&age={age}"} for age, _ in AGES],
            }
            for reason, label in REASONS
            if any(counts[reason, age] for age, _ in AGES)
        ]
        return {
            "heading": "Open reports",
            "headings": ["Reason", "Last 24 hours", "Older than a day", "Older than a week"],
            "rows": rows,
            "more": f"Only the oldest {len(reports)} are counted." if more else "",
            "nothing": "There are no open reports.",
        }

    @admin.action(description="Dismiss: the message stays")
    def dismiss(self, request: HttpRequest, rows: Any) -> None:
        self.act_on_each(
            request, rows, lambda row, _: moderation.dismiss(caller(request), row.report), {}, "Reports dismissed"
        )

    @admin.action(description="Hide the message …")
    def hide(self, request: HttpRequest, rows: Any) -> HttpResponse | None:
        def apply(row: Report, asked: dict[str, Any]) -> None:
            moderation.hide(caller(request), row.report, reason=asked["reason"])

        return self.ask_and_act(request, rows, OptionalReasonForm, apply, "Messages hidden")

    @admin.action(description="Hide everything this person wrote in the last 24 hours …")
    def hide_recent(self, request: HttpRequest, rows: Any) -> HttpResponse | None:
        def apply(row: Report, asked: dict[str, Any]) -> str:
            moderation.hide_recent(caller(request), row.report, reason=asked["reason"])
            return HIDING

        return self.ask_and_act(request, rows, OptionalReasonForm, apply, "Messages hidden")

    @admin.action(description="Warn …")
    def warn(self, request: HttpRequest, rows: Any) -> HttpResponse | None:
        def apply(row: Report, asked: dict[str, Any]) -> None:
            moderation.warn(caller(request), row.report, reason=asked["reason"])

        return self.ask_and_act(request, rows, ReasonForm, apply, "People warned")

    @admin.action(description="Mute …")
    def mute(self, request: HttpRequest, rows: Any) -> HttpResponse | None:
        def apply(row: Report, asked: dict[str, Any]) -> None:
            ends = end_of_span(asked["lasts"]) or now()
            moderation.mute(caller(request), row.report, until=ends, reason=asked["reason"])

        return self.ask_and_act(request, rows, MuteForm, apply, "People muted")

    @admin.action(description="Ban …")
    def ban(self, request: HttpRequest, rows: Any) -> HttpResponse | None:
        def apply(row: Report, asked: dict[str, Any]) -> str | None:
            ends, purge = end_of_span(asked["lasts"]), asked["purge"]
            moderation.ban(caller(request), row.report, until=ends, reason=asked["reason"], purge=purge)
            return HIDING if purge else None

        return self.ask_and_act(request, rows, BanAndPurgeForm, apply, "People banned")

    @admin.action(description="Show the message again")
    def unhide(self, request: HttpRequest, rows: Any) -> None:
        def apply(row: Report, _: dict[str, Any]) -> str | None:
            return None if moderation.show(caller(request), row.report) else "it wasn’t hidden."

        self.act_on_each(request, rows, apply, {}, "Messages shown again")


def _age(created_at: datetime) -> str:
    age = now() - created_at
    return "week" if age > WEEK else "day" if age > DAY else "new"
