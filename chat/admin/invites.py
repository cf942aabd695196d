"""Invitations in the admin: their conversation, their author and their uses. Their code is stored nowhere."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from accounts.admin.base import OperatorAdmin, handles_by_id
from accounts.requests import caller
from chat.models.invites import InviteItem
from chat.services import conversation_admin
from chatify.dynamo_admin.options import Row
from chatify.dynamo_admin.sources import Conditions
from chatify.dynamo_admin.tables import Pattern, Table


class Invitation(Row):
    id: "models.CharField[str, str]" = models.CharField(primary_key=True, max_length=64)
    conversation_id: "models.CharField[str, str]" = models.CharField("conversation", max_length=64)
    created_by: "models.CharField[str, str]" = models.CharField(max_length=64)
    host: "models.CharField[str, str]" = models.CharField("created by", max_length=64)
    created_at: "models.DateTimeField[Any, Any]" = models.DateTimeField("created")
    expires_at: "models.DateTimeField[Any, Any]" = models.DateTimeField("expires", null=True)
    uses: "models.IntegerField[int, int]" = models.IntegerField("times used", null=True)
    max_uses: "models.IntegerField[int, int]" = models.IntegerField("limit", null=True)

    class Meta(Row.Meta):
        app_label = "chat"

    def __str__(self) -> str:
        return f"Invitation of {self.created_at:%-d %B %Y} into {self.conversation_id[:8]}"


def with_hosts(rows: Sequence[Invitation]) -> Sequence[Invitation]:
    """Return the invitations with the handles of those who made them. One BatchGetItem."""
    names = handles_by_id(row.created_by for row in rows)
    for row in rows:
        row.host = names.get(row.created_by, "")
    return rows


@admin.register(Invitation)
class InvitationAdmin(OperatorAdmin):
    audited = "invitation"
    source = Table(
        item=InviteItem,
        row=lambda item: Invitation.of(item, id=item.invite_id),
        shown=with_hosts,
        patterns=[Pattern()],
        calls_max=1,
    )
    list_display = ("__str__", "host", "created_at", "expires_at", "uses", "max_uses")
    search_fields = ("conversation_id",)
    search_help_text = "A conversation’s full id."
    fields = ("conversation_id", "host", "created_at", "expires_at", "uses", "max_uses")
    actions = ("revoke",)

    def search(self, request: HttpRequest, term: str) -> Conditions:
        return {"conversation_id": term}

    @admin.action(description="Revoke these invitations")
    def revoke(self, request: HttpRequest, rows: Any) -> None:
        def apply(row: Invitation, _: dict[str, Any]) -> None:
            conversation_admin.revoke_invite(caller(request), row.conversation_id, row.pk)

        self.act_on_each(request, rows, apply, {}, "Invitations revoked")
