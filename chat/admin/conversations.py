"""Conversations in the admin: their settings and counts, never their messages."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db import models
from django.http import HttpRequest, HttpResponse

from accounts.admin.base import OperatorAdmin, id_of_handle
from accounts.domain import PersonNotFound, Profile
from accounts.requests import caller
from chat.models.conversations import LISTED, ConversationItem
from chat.services import conversation_admin
from chatify.dynamo_admin.options import Row
from chatify.dynamo_admin.sources import Conditions
from chatify.dynamo_admin.tables import Pattern, Table

KINDS = [("direct", "Direct"), ("group", "Group"), ("channel", "Channel")]
POSTING = [("members", "All members"), ("owners", "Owners only")]


class Conversation(Row):
    id: "models.CharField[str, str]" = models.CharField(primary_key=True, max_length=64)
    kind: "models.CharField[str, str]" = models.CharField(max_length=16, choices=KINDS)
    public: "models.BooleanField[bool, bool]" = models.BooleanField()
    name: "models.CharField[str, str]" = models.CharField(max_length=80, blank=True)
    topic: "models.CharField[str, str]" = models.CharField(max_length=250, blank=True)
    posting: "models.CharField[str, str]" = models.CharField(max_length=16, choices=POSTING)
    slow_seconds: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField(
        "slow mode", help_text="How many seconds members wait between messages. 0 means no limit."
    )
    archived: "models.BooleanField[bool, bool]" = models.BooleanField()
    created_at: "models.DateTimeField[Any, Any]" = models.DateTimeField("created")
    member_count: "models.IntegerField[int, int]" = models.IntegerField("members")
    last_seq: "models.IntegerField[int, int]" = models.IntegerField("messages")

    class Meta(Row.Meta):
        app_label = "chat"

    def __str__(self) -> str:
        return self.name or f"{self.get_kind_display()} {self.id[:8]}"  # type: ignore[attr-defined]

    @property
    def listed(self) -> str | None:
        """The key of the directory's index; None keeps the conversation out of it."""
        return LISTED if self.public else None

    @property
    def sort_name(self) -> str:
        return self.name.casefold()


def complete_rows(rows: Any) -> Any:
    """Return the rows with their fields, read for those from an index of keys alone. At most one BatchGetItem."""
    incomplete_ids = [row.pk for row in rows if row.kind == ""]
    if not incomplete_ids:
        return rows
    items = ConversationItem.batch_get(incomplete_ids)
    by_id = {item.conversation_id: Conversation.of(item.to_conversation()) for item in items}
    return [by_id.get(row.pk, row) for row in rows]


def conversation_row(item: ConversationItem) -> Conversation:
    """Return an item as a row; one from an index of keys has its id alone, and no kind."""
    return Conversation.of(item.to_conversation()) if item.kind else Conversation(id=item.conversation_id, kind="")


class Kind(SimpleListFilter):
    title = parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return KINDS

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(kind=self.value()) if self.value() else queryset


class Archived(SimpleListFilter):
    title, parameter_name = "state", "archived"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Archived"), ("slow", "In slow mode")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case "yes":
                return queryset.filter(archived=True)
            case "slow":
                return queryset.filter(slow_seconds__gt=0)
        return queryset


class TransferForm(forms.Form):
    handle = forms.CharField(max_length=33, help_text="The handle of the member who becomes an owner.")


@admin.register(Conversation)
class ConversationAdmin(OperatorAdmin):
    audited = "conversation"
    source = Table(
        item=ConversationItem,
        row=conversation_row,
        shown=complete_rows,
        patterns=[
            Pattern(by="listed", along="sort_name", index=ConversationItem.directory, newest_first=False),
            Pattern(),
        ],
        calls_max=1,
    )
    list_display = ("__str__", "kind", "public", "member_count", "last_seq", "slow_seconds", "archived")
    list_filter = (Kind, Archived)
    search_fields = ("name",)
    search_help_text = "A full id, or the start of a public channel’s name."
    readonly_fields = ("id", "kind", "public", "member_count", "last_seq", "created_at")
    fieldsets = (
        (None, {"fields": ("name", "topic", "posting", "slow_seconds", "archived")}),
        ("Facts", {"fields": ("kind", "public", "member_count", "last_seq", "created_at", "id")}),
    )
    actions = ("transfer",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request)

    def search(self, request: HttpRequest, term: str) -> Conditions:
        if len(term) == 28 and term.isalnum() and term.islower():
            return {"pk__in": [term]}
        return {"listed": LISTED, "sort_name__startswith": term.casefold()}

    def act_on_form(self, actor: Profile, obj: Any, changed: dict[str, Any]) -> None:
        conversation_admin.change(actor, obj.pk, **changed)

    @admin.action(description="Make a member an owner …")
    def transfer(self, request: HttpRequest, rows: Any) -> HttpResponse | None:
        def apply(row: Conversation, asked: dict[str, Any]) -> None:
            user_id = id_of_handle(asked["handle"])
            if user_id is None:
                raise PersonNotFound("Nobody has that handle.")
            conversation_admin.transfer(caller(request), row.pk, user_id)

        return self.ask_and_act(request, rows, TransferForm, apply, "Conversations with a new owner")
