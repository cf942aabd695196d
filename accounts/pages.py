"""Base classes of the account pages: they show errors beside the field and redirect to the next page."""

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
        """Call the service and return the next page. Raises `DomainError`."""
        raise NotImplementedError

    def refused(self, form: Form, error: DomainError) -> HttpResponse:
        add_error(form, error)
        return with_retry_after(self.form_invalid(form), error)


class AccountPage(FormPage):
    """For people who are not signed in."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return HttpResponseRedirect(next_address(request))
        return super().dispatch(request, *args, **kwargs)


class CodePage(AccountPage):
    """For a code that was sent by mail. A known address is not asked for again."""

    address_key = ""
    """The session key of the address. It is never in a URL, because logs keep those."""

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
"""Sections of the settings: name, label, icon, URL name."""


class SettingsPage(FormPage):
    """A section of the settings, for people who are signed in."""

    section = ""
    success_message = ""
    """The message on the next page."""
    goes_to = ""
    """The URL name of the next page."""

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
        messages.success(self.request, self.success_message)
        return redirect(self.goes_to)

    def change(self, cleaned: Mapping[str, Any]) -> None:
        """Make the change. Raises `DomainError`."""
        raise NotImplementedError

    def refused(self, form: Form, error: DomainError) -> HttpResponse:
        if isinstance(error, NotAuthenticated):
            return self.ended()
        return super().refused(form, error)

    def ended(self) -> HttpResponse:
        """End the browser's session, because Cognito has ended the sign-in."""
        logout(self.request)
        messages.info(self.request, NotAuthenticated.detail)
        return redirect_to_login(self.request.get_full_path())


FIELDS = {"wrong_code": ("code",), "wrong_password": ("current", "password")}
"""The fields that an error belongs to; the first that a form has shows it."""


def add_error(form: Form, error: DomainError) -> None:
    """Show the error beside the field that it belongs to, or above the form."""
    if isinstance(error, Invalid):
        for name, words in error.fields.items():
            form.add_error(name if name in form.fields else None, words)
    elif isinstance(error, HandleTaken):
        form.add_error("handle", f"@{form.cleaned_data['handle']} is taken. Try another.")
    elif isinstance(error, Throttled):
        form.add_error(None, f"Too many attempts. Try again in {in_words(error.retry_after)}.")
    else:
        field_name = next((field for field in FIELDS.get(error.code, ()) if field in form.fields), None)
        form.add_error(field_name, error.message)


def with_retry_after(page: HttpResponse, error: DomainError) -> HttpResponse:
    """Return the page with the form. Its status stays 200, except where a client has to wait."""
    if isinstance(error, Throttled):
        page.status_code, page["Retry-After"] = 429, str(error.retry_after)
    elif isinstance(error, Unavailable):
        page.status_code, page["Retry-After"] = 503, str(RETRY_SECONDS)
    return page


def in_words(seconds: int) -> str:
    """Return a time as “40 seconds”, “1 minute”, “10 minutes”."""
    number, unit = (seconds, "second") if seconds < 60 else (-(-seconds // 60), "minute")
    return f"{number} {unit}{'' if number == 1 else 's'}"


def next_address(request: HttpRequest, fallback: str = "/") -> str:
    """Return the request's `next`, if it stays on this site."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    is_own = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_own else resolve_url(fallback)


def zip_response(data: bytes) -> HttpResponse:
    """Return a person's own zip, which no cache may keep."""
    response = HttpResponse(data, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{FILENAME}"'
    response["Cache-Control"] = "private, no-store"
    return response
