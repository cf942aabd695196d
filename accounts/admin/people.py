"""People: find them by handle, e-mail or id; edit, mute, ban and sign them out."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db import models
from django.forms import CheckboxSelectMultiple, ModelForm, MultipleChoiceField
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from accounts.admin.base import OperatorAdmin, no_rows
from accounts.admin.forms import BanForm, MuteForm, UnsentReasonForm, end_of_span
from accounts.cognito.admin import user_id_of
from accounts.domain import ADMINS, FOR_GOOD, MODERATORS, Profile, normal_email, normal_handle
from accounts.models.profiles import ProfileItem
from accounts.requests import caller
from accounts.services import operators
from chatify.core.clock import now
from chatify.core.errors import DomainError
from chatify.dynamo_admin.options import Row
from chatify.dynamo_admin.sources import Conditions
from chatify.dynamo_admin.tables import Pattern, Table

GROUPS = [(MODERATORS, "Moderators"), (ADMINS, "Admins")]


class Person(Row):
    id: "models.CharField[str, str]" = models.CharField(primary_key=True, max_length=64)
    handle: "models.CharField[str, str]" = models.CharField(max_length=32)
    name: "models.CharField[str, str]" = models.CharField(max_length=64)
    email: "models.EmailField[str, str]" = models.EmailField("e-mail")
    created_at: "models.DateTimeField[Any, Any]" = models.DateTimeField("joined")
    banned_until: "models.DateTimeField[Any, Any]" = models.DateTimeField(null=True)
    ban_reason: "models.CharField[str, str]" = models.CharField(max_length=500, blank=True)
    muted_until: "models.DateTimeField[Any, Any]" = models.DateTimeField(null=True)

    profile: Profile

    class Meta(Row.Meta):
        app_label = "accounts"
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return f"{self.name} (@{self.handle})"

    @property
    def groups(self) -> frozenset[str]:
        return self.profile.groups

    @property
    def initial(self) -> str:
        """The partition of the index by handle."""
        return self.handle[0]


def to_row(item: ProfileItem) -> Person:
    """Return the item as a row."""
    profile = item.to_profile()
    row = Person.of(profile)
    row.profile = profile
    return row


class Group(SimpleListFilter):
    title = parameter_name = "group"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return GROUPS

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(groups__contains=self.value()) if self.value() else queryset


class State(SimpleListFilter):
    title = parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("banned_until", "Banned"), ("muted_until", "Muted")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        known = self.value() in {"banned_until", "muted_until"}
        return queryset.filter(**{f"{self.value()}__gt": now()}) if known else queryset


class PersonForm(ModelForm):  # type: ignore[type-arg]
    groups = MultipleChoiceField(
        choices=GROUPS,
        required=False,
        widget=CheckboxSelectMultiple,
        help_text="Changing this signs the person out everywhere. Only admins can choose operators.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["groups"] = sorted(self.instance.groups)


@admin.register(Person)
class PersonAdmin(OperatorAdmin):
    audited = "person"
    source = Table(
        item=ProfileItem,
        row=to_row,
        patterns=[
            Pattern(by="initial", along="handle", index=ProfileItem.by_handle, newest_first=False),
            Pattern(),
        ],
    )
    form = PersonForm
    list_display = ("handle", "name", "email", "created_at", "state", "in_groups")
    list_filter = (State, Group)
    search_fields = ("handle",)
    search_help_text = "The start of a handle, a full e-mail address, or an id."
    fieldsets = (
        (None, {"fields": ("handle", "name", "email", "id", "created_at", "groups")}),
        ("Moderation", {"fields": ("banned", "ban_reason", "muted_until", "elsewhere")}),
    )
    actions = ("ban", "unban", "mute", "unmute", "end_sessions", "reset_second_step")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fixed = ("id", "email", "created_at", "banned", "ban_reason", "muted_until", "elsewhere")
        return fixed if ADMINS in caller(request).groups else (*fixed, "groups")

    def search(self, request: HttpRequest, term: str) -> Conditions:
        if "@" in term[1:]:
            return self._by_email(term)
        handle = normal_handle(term)
        if len(handle) > 32:
            return {"pk__in": [term]}
        return {"initial": handle[0], "handle__startswith": handle} if handle else no_rows()

    @admin.display(description="state")
    def state(self, row: Person) -> str:
        if row.profile.is_banned(now()):
            return "banned"
        return "muted" if row.profile.is_muted(now()) else ""

    @admin.display(description="banned until", empty_value="-")
    def banned(self, row: Person) -> Any:
        return "for good" if row.banned_until == FOR_GOOD else row.banned_until

    @admin.display(description="groups")
    def in_groups(self, row: Person) -> str:
        return ", ".join(sorted(row.groups))

    @admin.display(description="see also")
    def elsewhere(self, row: Person) -> str:
        return format_html(
            '<a href="{}?q={}">Sessions</a> · <a href="{}?q={}&amp;status=all">Reports about them</a>',
            reverse("admin:accounts_session_changelist"),
            row.pk,
            reverse("admin:chat_report_changelist"),
            row.pk,
        )

    def act_on_form(self, actor: Profile, obj: Any, changed: dict[str, Any]) -> None:
        operators.edit(actor, obj.profile, name=changed.get("name"), handle=changed.get("handle"))
        if "groups" in changed:
            operators.set_groups(actor, obj.profile, changed["groups"])

    @admin.action(description="Ban …")
    def ban(self, request: HttpRequest, rows: Any) -> HttpResponse | None:
        def act_on_row(row: Person, values: dict[str, Any]) -> None:
            operators.ban(caller(request), row.profile, until=end_of_span(values["lasts"]), reason=values["reason"])

        return self.ask_and_act(request, rows, BanForm, act_on_row, "People banned")

    @admin.action(description="Lift a ban")
    def unban(self, request: HttpRequest, rows: Any) -> HttpResponse | None:
        def act_on_row(row: Person, values: dict[str, Any]) -> None:
            operators.unban(caller(request), row.profile, reason=values["reason"])

        return self.ask_and_act(request, rows, UnsentReasonForm, act_on_row, "Bans lifted")

    @admin.action(description="Mute …")
    def mute(self, request: HttpRequest, rows: Any) -> HttpResponse | None:
        def act_on_row(row: Person, values: dict[str, Any]) -> None:
            ends = end_of_span(values["lasts"]) or now()
            operators.mute(caller(request), row.profile, until=ends, reason=values["reason"])

        return self.ask_and_act(request, rows, MuteForm, act_on_row, "People muted")

    @admin.action(description="Unmute")
    def unmute(self, request: HttpRequest, rows: Any) -> None:
        self.act_on_each(
            request, rows, lambda row, _: operators.unmute(caller(request), row.profile), {}, "People unmuted"
        )

    @admin.action(description="End all sessions")
    def end_sessions(self, request: HttpRequest, rows: Any) -> None:
        self.act_on_each(
            request,
            rows,
            lambda row, _: operators.end_sessions(caller(request), row.profile),
            {},
            "People signed out everywhere",
        )

    @admin.action(description="Reset the second step …", permissions=["reset"])
    def reset_second_step(self, request: HttpRequest, rows: Any) -> HttpResponse | None:
        def act_on_row(row: Person, values: dict[str, Any]) -> None:
            operators.reset_second_step(caller(request), row.profile, reason=values["reason"])

        return self.ask_and_act(request, rows, UnsentReasonForm, act_on_row, "Second steps reset")

    def has_reset_permission(self, request: HttpRequest) -> bool:
        return ADMINS in caller(request).groups

    def _by_email(self, term: str) -> Conditions:
        try:
            return {"pk__in": [user_id_of(normal_email(term))]}
        except DomainError:
            return no_rows()
