"""Sign-ins: whose, on which device, since when. Never the keys that open them."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from accounts.admin.base import OperatorAdmin, handles_by_id, id_of_handle, no_rows
from accounts.domain import PersonNotFound
from accounts.models.sessions import SessionItem
from accounts.requests import caller
from accounts.services import operators
from accounts.services.people import get_person
from chatify.dynamo_admin.options import Row
from chatify.dynamo_admin.sources import Conditions
from chatify.dynamo_admin.tables import Pattern, Table


class Session(Row):
    id: "models.CharField[str, str]" = models.CharField(primary_key=True, max_length=64)
    user_id: "models.CharField[str, str]" = models.CharField(max_length=64)
    who: "models.CharField[str, str]" = models.CharField("person", max_length=100)
    device: "models.CharField[str, str]" = models.CharField(max_length=100)
    created_at: "models.DateTimeField[Any, Any]" = models.DateTimeField("signed in")
    seen_at: "models.DateTimeField[Any, Any]" = models.DateTimeField("last used")
    expires_at: "models.DateTimeField[Any, Any]" = models.DateTimeField("expires")

    class Meta(Row.Meta):
        app_label = "accounts"

    def __str__(self) -> str:
        return f"{self.who or 'Nobody signed in'} on {self.device or 'an unknown device'}"


def with_names(rows: Sequence[Session]) -> Sequence[Session]:
    """Add the handles of their people to the rows. One BatchGetItem."""
    names = handles_by_id(row.user_id for row in rows)
    for row in rows:
        row.who = names.get(row.user_id, "")
    return rows


@admin.register(Session)
class SessionAdmin(OperatorAdmin):
    audited = "session"
    source = Table(
        item=SessionItem,
        row=lambda item: Session.of(item, id=item.session_id),
        shown=with_names,
        patterns=[Pattern(by="user_id", index=SessionItem.by_user), Pattern()],
        calls_max=1,
    )
    list_display = ("__str__", "created_at", "seen_at", "expires_at")
    search_fields = ("user_id",)
    search_help_text = "A full handle, or a person’s id."
    fields = ("who", "device", "created_at", "seen_at", "expires_at")
    actions = ("end",)

    def search(self, request: HttpRequest, term: str) -> Conditions:
        user_id = id_of_handle(term) or term
        return {"user_id": user_id} if user_id else no_rows()

    @admin.action(description="End these sessions")
    def end(self, request: HttpRequest, rows: Any) -> None:
        def act_on_row(row: Session, _: dict[str, Any]) -> None:
            if not row.user_id:
                raise PersonNotFound("Nobody is signed in there.")
            operators.end_session(caller(request), get_person(row.user_id), row.pk)

        self.act_on_each(request, rows, act_on_row, {}, "Sessions ended")
