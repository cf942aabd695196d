"""What all of these admins share: who may, what is told of an act, acts that ask before they are done."""

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
OVERTAKEN = "Someone else settled this already. Nothing was changed."
Done = Callable[[Any, dict[str, Any]], str | None]
"""Does the act to one row, with the form's values; the words for it, or None for the usual ones."""


class OperatorAdmin(DynamoAdmin):
    """Operators look; what they may change is said by each admin. Nothing is added or deleted unless one says so."""

    audited = ""
    """What the audit log calls these objects."""
    acts_query = ""
    """Of the list that one row is acted on in: what a list leaves out at first has to be in it."""
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
        """One Query."""
        return log_entries(self.admin_site, AuditItem.about(f"{self.audited}:{obj.pk}", HISTORY_MAX))

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        acts = self.acts(request) if object_id else {}
        return super().changeform_view(request, object_id, form_url, {**acts, **(extra_context or {})})

    def acts(self, request: HttpRequest) -> dict[str, Any]:
        """The list's actions, offered for one."""
        return {"acts": self.get_action_choices(request, []), "acts_query": self.acts_query}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Only what was changed in the form: what others changed meanwhile stays."""
        changed = {name: form.cleaned_data[name] for name in form.changed_data}
        self.refusing(request, lambda: self.act_on_form(caller(request), obj, changed))

    def refusing(self, request: HttpRequest, act: Callable[[], None]) -> None:
        """What the domain refuses is told in its own words; the stock page would say that it was saved."""
        try:
            act()
        except (DomainError, Overtaken) as error:
            request.refused = True  # type: ignore[attr-defined]
            words = OVERTAKEN if isinstance(error, Overtaken) else _whole(error)
            self.message_user(request, words, messages.ERROR)

    def act_on_form(self, actor: Profile, obj: Any, changed: dict[str, Any]) -> None:
        """What saving does. `changed` holds the fields that were changed. Raises `DomainError`."""
        raise NotImplementedError

    def message_user(
        self, request: HttpRequest, message: Any, level: Any = messages.INFO, *args: Any, **kw: Any
    ) -> None:
        if level == messages.SUCCESS and hasattr(request, "refused"):
            return
        super().message_user(request, message, level, *args, **kw)

    def each(self, request: HttpRequest, rows: Iterable[Any], done: Done, values: dict[str, Any], words: str) -> None:
        """One act a row; one that is refused leaves the others theirs."""
        count = 0
        for row in rows:
            try:
                said = done(row, values)
            except Overtaken:
                self.message_user(request, f"{row}: {OVERTAKEN}", messages.WARNING)
            except DomainError as error:
                self.message_user(request, f"{row}: {_whole(error)}", messages.ERROR)
            else:
                count += 1
                if said:
                    self.message_user(request, f"{row}: {said}", messages.SUCCESS)
        if count:
            self.message_user(request, f"{words}: {count}.", messages.SUCCESS)

    def ask(
        self, request: HttpRequest, rows: Any, form_class: type[forms.Form], done: Done, words: str
    ) -> HttpResponse | None:
        """The act's own form first: why, and until when. The ticked rows travel along."""
        asked = "apply" in request.POST
        form = form_class(request.POST if asked else None)
        if asked and form.is_valid():
            self.each(request, rows, done, form.cleaned_data, words)
            return None
        action = request.POST["action"] if asked else request.POST.getlist("action")[int(request.POST.get("index", 0))]
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


def _whole(error: DomainError) -> str:
    fields = error.extra.get("fields", {})
    return " ".join(word for words in fields.values() for word in words) or error.message


def id_of_handle(term: str) -> str | None:
    """Whose handle this is. One GetItem."""
    handle = normal_handle(term)
    held = HandleItem.find(handle) if HANDLE.fullmatch(handle) else None
    return held.user_id if held else None


def handles(user_ids: Iterable[str]) -> dict[str, str]:
    """“@tess” by id, of those who are still there. One BatchGetItem."""
    people = ProfileItem.profiles(user_id for user_id in user_ids if user_id)
    return {user_id: f"@{one.handle}" for user_id, one in people.items()}


def nobody() -> dict[str, Sequence[str]]:
    """Conditions that no row meets and that read nothing."""
    return {"pk__in": []}
