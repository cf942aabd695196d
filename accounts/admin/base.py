"""The base of all admins here: permissions, messages about acts, and acts with a form of their own."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.admin.entries import log_entries
from accounts.domain import HANDLE, Profile, normal_handle
from accounts.models.audit import AuditItem
from accounts.models.handles import HandleItem
from accounts.models.operator_transactions import Overtaken
from accounts.models.profiles import ProfileItem
from accounts.requests import caller
from chatify.core.errors import DomainError
from chatify.dynamo_admin.options import DynamoAdmin

HISTORY_MAX = 100
OVERTAKEN = "Someone else resolved this already. Nothing was changed."
RowAct = Callable[[Any, dict[str, Any]], str | None]
"""Does an act to one row with the form's values, and returns a message about it, or None."""


class OperatorAdmin(DynamoAdmin):
    """Operators may look. Whether they may change, add or delete rows, each admin decides."""

    audited = ""
    """The kind of these objects in the audit log."""
    acts_query = ""
    """The query of the list that an act on one row is sent to: the list must hold that row."""
    change_form_template = "admin/act_change_form.html"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def history(self, request: HttpRequest, obj: Any) -> Iterable[LogEntry]:
        """Return the audit log's entries about a row. One Query."""
        return log_entries(self.admin_site, AuditItem.about(f"{self.audited}:{obj.pk}", HISTORY_MAX))

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        acts = self.acts(request) if object_id else {}
        return super().changeform_view(request, object_id, form_url, {**acts, **(extra_context or {})})

    def acts(self, request: HttpRequest) -> dict[str, Any]:
        """Return the list's actions for the page of one row."""
        return {"acts": self.get_action_choices(request, []), "acts_query": self.acts_query}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save only the fields that were changed in the form, so that others' changes stay."""
        changed = {name: form.cleaned_data[name] for name in form.changed_data}
        self.refusing(request, lambda: self.act_on_form(caller(request), obj, changed))

    def refusing(self, request: HttpRequest, act: Callable[[], None]) -> None:
        """Do an act and show its error, where Django's own page would say that the row was saved."""
        try:
            act()
        except (DomainError, Overtaken) as error:
            request.refused = True  # type: ignore[attr-defined]
            words = OVERTAKEN if isinstance(error, Overtaken) else _full_message(error)
            self.message_user(request, words, messages.ERROR)

    def act_on_form(self, actor: Profile, obj: Any, changed: dict[str, Any]) -> None:
        """Save the changed fields. Raises `DomainError`."""
        raise NotImplementedError

    def message_user(
        self, request: HttpRequest, message: Any, level: Any = messages.INFO, *args: Any, **kw: Any
    ) -> None:
        if level == messages.SUCCESS and hasattr(request, "refused"):
            return
        super().message_user(request, message, level, *args, **kw)

    def act_on_each(
        self, request: HttpRequest, rows: Iterable[Any], act_on_row: RowAct, values: dict[str, Any], summary: str
    ) -> None:
        """Do an act to each row; an error of one row does not stop the others."""
        count = 0
        for row in rows:
            try:
                message = act_on_row(row, values)
            except Overtaken:
                self.message_user(request, f"{row}: {OVERTAKEN}", messages.WARNING)
            except DomainError as error:
                self.message_user(request, f"{row}: {_full_message(error)}", messages.ERROR)
            else:
                count += 1
                if message:
                    self.message_user(request, f"{row}: {message}", messages.SUCCESS)
        if count:
            self.message_user(request, f"{summary}: {count}.", messages.SUCCESS)

    def ask_and_act(
        self, request: HttpRequest, rows: Any, form_class: type[forms.Form], act_on_row: RowAct, summary: str
    ) -> HttpResponse | None:
        """Show the act's form with the ticked rows, or do the act when the form comes back."""
        is_submitted = "apply" in request.POST
        form = form_class(request.POST if is_submitted else None)
        if is_submitted and form.is_valid():
            self.act_on_each(request, rows, act_on_row, form.cleaned_data, summary)
            return None
        action = (
            request.POST["action"]
            if is_submitted
            else request.POST.getlist("action")[int(request.POST.get("index", 0))]
        )
        context = {
            **self.admin_site.each_context(request),
            "title": dict(self.get_action_choices(request))[action],
            "opts": self.opts,
            "media": self.media + form.media,
            "form": form,
            "rows": list(rows),
            "action": action,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/ask.html", context)


def _full_message(error: DomainError) -> str:
    fields = error.extra.get("fields", {})
    return " ".join(word for words in fields.values() for word in words) or error.message


def id_of_handle(term: str) -> str | None:
    """Return the id of a handle's owner. One GetItem."""
    handle = normal_handle(term)
    row = HandleItem.find(handle) if HANDLE.fullmatch(handle) else None
    return row.user_id if row else None


def handles_by_id(user_ids: Iterable[str]) -> dict[str, str]:
    """Return handles as “@tess” by user id, without people who are gone. One BatchGetItem."""
    people = ProfileItem.profiles(user_id for user_id in user_ids if user_id)
    return {user_id: f"@{person.handle}" for user_id, person in people.items()}


def no_rows() -> dict[str, Sequence[str]]:
    """Return conditions that no row meets and that read nothing."""
    return {"pk__in": []}
