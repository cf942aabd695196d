"""What the account pages share: refusals beside the field, and where to go next."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from accounts.domain import ADMINS, HandleTaken, NotAuthenticated, Profile
from accounts.requests import caller
from accounts.services.export import FILENAME
from chatify.core.errors import DomainError, Invalid, Throttled, Unavailable
from chatify.core.store_errors import StoreError
from chatify.web.statuses import RETRY_SECONDS, unavailable

SECRETS = ("password", "current", "new", "code")
CONFIRMING = "confirming"
"""Session key: the address of somebody who has just signed up."""


@method_decorator([never_cache, sensitive_post_parameters(*SECRETS)], name="dispatch")
class FormPage(FormView):  # type: ignore[type-arg]  # generic in the stubs only
    """A form that calls one service."""

    def form_valid(self, form: Form) -> HttpResponse:
        try:
            return self.act(form)
        except DomainError as error:
            return self.refused(form, error)
        except StoreError as error:
            return self.refused(form, unavailable(error))

    def act(self, form: Form) -> HttpResponse:
        """Do it, and say where to go. Raises `DomainError`."""
        raise NotImplementedError

    def refused(self, form: Form, error: DomainError) -> HttpResponse:
        explain(form, error)
        return answer_with(self.form_invalid(form), error)


class AccountPage(FormPage):
    """For people who are not signed in."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return HttpResponseRedirect(next_address(request))
        return super().dispatch(request, *args, **kwargs)


class CodePage(AccountPage):
    """For a code that was sent by mail; an address that is known is not asked for again."""

    address_key = ""
    """Of the session, where the address is. Never in a URL, which logs keep."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"known_email": self.known_email}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(**context) | {"email": self.known_email}

    @property
    def known_email(self) -> str:
        return str(self.request.session.get(self.address_key, ""))


SECTIONS = (
    ("profile", "Profile", "person", "accounts:settings"),
    ("account", "Account", "sliders", "accounts:account"),
    ("security", "Security", "shield", "accounts:security"),
    ("sessions", "Sessions", "laptop", "accounts:sessions"),
    ("privacy", "Privacy and data", "data", "accounts:privacy"),
)
FOR_ADMINS = (("site", "This site", "people", "accounts:site"),)
"""Of the settings: name, words, icon, name of the address."""


class SettingsPage(FormPage):
    """For people who are signed in: a part of their settings."""

    section = ""
    done = ""
    """Said above the page that follows."""
    goes_to = ""
    """The name of that page's address."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(**context) | {
            "section": self.section,
            "sections": SECTIONS + (FOR_ADMINS if ADMINS in self.me.groups else ()),
            "me": self.me,
        }

    @property
    def me(self) -> Profile:
        return caller(self.request)

    def act(self, form: Form) -> HttpResponse:
        self.change(form.cleaned_data)
        messages.success(self.request, self.done)
        return redirect(self.goes_to)

    def change(self, given: Mapping[str, Any]) -> None:
        """Raises `DomainError`."""
        raise NotImplementedError

    def refused(self, form: Form, error: DomainError) -> HttpResponse:
        if isinstance(error, NotAuthenticated):
            return self.ended()
        return super().refused(form, error)

    def ended(self) -> HttpResponse:
        """Cognito has ended this sign-in: so does the browser's session."""
        logout(self.request)
        messages.info(self.request, NotAuthenticated.detail)
        return redirect_to_login(self.request.get_full_path())


FIELDS = {"wrong_code": ("code",), "wrong_password": ("current", "password"), "wrong_handle": ("handle",)}
"""Where a refusal's words belong, the first that a form has."""


def explain(form: Form, error: DomainError) -> None:
    """Put the words where they belong: beside the field, or above all."""
    if isinstance(error, Invalid):
        for name, words in error.fields.items():
            form.add_error(name if name in form.fields else None, words)
    elif isinstance(error, HandleTaken):
        form.add_error("handle", f"@{form.cleaned_data['handle']} is taken. Try another.")
    elif isinstance(error, Throttled):
        form.add_error(None, f"Too many attempts. Try again in {waiting(error.retry_after)}.")
    else:
        beside = next((field for field in FIELDS.get(error.code, ()) if field in form.fields), None)
        form.add_error(beside, error.message)


def answer_with(page: HttpResponse, error: DomainError) -> HttpResponse:
    """A form to look at again is a page like any other (200); only waiting is a matter for the machine, too."""
    if isinstance(error, Throttled):
        page.status_code, page["Retry-After"] = 429, str(error.retry_after)
    elif isinstance(error, Unavailable):
        page.status_code, page["Retry-After"] = 503, str(RETRY_SECONDS)
    return page


def waiting(seconds: int) -> str:
    """“40 seconds”, “1 minute”, “10 minutes”."""
    number, unit = (seconds, "second") if seconds < 60 else (-(-seconds // 60), "minute")
    return f"{number} {unit}{'' if number == 1 else 's'}"


def next_address(request: HttpRequest, fallback: str = "/") -> str:
    """`next`, if it stays on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if own else resolve_url(fallback)


def as_file(data: bytes) -> HttpResponse:
    """A person's own zip, kept by nobody in between."""
    answer = HttpResponse(data, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{FILENAME}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
