"""The filters of the list of reports: status, reason and age."""

from datetime import timedelta
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.http import HttpRequest

from chatify.core.clock import now

REASONS = [("spam", "Spam"), ("abuse", "Abuse"), ("illegal", "Illegal"), ("other", "Other")]
STATUSES = [("open", "Open"), ("acted", "Acted on"), ("dismissed", "Dismissed"), ("all", "All")]
AGES = [("new", "In the last 24 hours"), ("day", "Older than a day"), ("week", "Older than a week")]
DAY, WEEK = timedelta(days=1), timedelta(days=7)


class Status(SimpleListFilter):
    """Shows open reports if nothing is chosen."""

    title = parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return STATUSES

    def choices(self, changelist: Any) -> Any:
        chosen = self.value() or "open"
        for value, label in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": value == chosen, "query_string": query, "display": label}

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = self.value() or "open"
        return queryset if chosen == "all" else queryset.filter(status=chosen)


class ReasonFilter(SimpleListFilter):
    title = parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return REASONS

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(reason=self.value()) if self.value() else queryset


class Age(SimpleListFilter):
    title = parameter_name = "age"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return AGES

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case "new":
                return queryset.filter(created_at__gte=now() - DAY)
            case "day":
                return queryset.filter(created_at__lt=now() - DAY)
            case "week":
                return queryset.filter(created_at__lt=now() - WEEK)
        return queryset
