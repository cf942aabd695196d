"""The account pages: plain forms that work without JavaScript."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.domain import SecondStepNeeded
from accounts.forms import ConfirmForm, SignInForm, SignUpForm
from accounts.pages import CONFIRMING, AccountPage, next_address
from accounts.requests import caller, visitor
from accounts.services import confirm, sign_in, sign_out, sign_up
from accounts.services.sessions import session_id

CONFIRMING_LASTS = timedelta(hours=1)


class SignUp(AccountPage):
    template_name = "accounts/sign_up.html"
    form_class = SignUpForm

    def act(self, form: Form) -> HttpResponse:
        sign_up.sign_up(**form.cleaned_data, address=visitor(self.request).address)
        self.request.session[CONFIRMING] = form.cleaned_data["email"]
        self.request.session.set_expiry(CONFIRMING_LASTS)
        return redirect("accounts:confirm")


class Confirm(AccountPage):
    template_name = "accounts/confirm.html"
    form_class = ConfirmForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"known_email": self.known_email}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(**context) | {"email": self.known_email}

    def act(self, form: Form) -> HttpResponse:
        given = form.cleaned_data
        confirm.confirm(given["email"], given["code"], address=visitor(self.request).address)
        messages.success(self.request, "Your e-mail is confirmed. Sign in.")
        return redirect("accounts:sign-in")

    @property
    def known_email(self) -> str:
        return str(self.request.session.get(CONFIRMING, ""))


class Resend(Confirm):
    """The second button of the confirm page: its form without a code."""

    http_method_names = ["post"]

    def get_form(self, form_class: Any = None) -> Form:
        form: Form = super().get_form(form_class)
        form.fields["code"].required = False
        return form

    def act(self, form: Form) -> HttpResponse:
        confirm.resend(form.cleaned_data["email"], address=visitor(self.request).address)
        messages.success(self.request, "If that address waits for a code, a new one is on its way.")
        return redirect("accounts:confirm")


class SignIn(AccountPage):
    template_name = "accounts/sign_in.html"
    form_class = SignInForm

    def get_initial(self) -> dict[str, Any]:
        return {"next": self.request.GET.get("next", ""), "email": self.request.session.get(CONFIRMING, "")}

    def act(self, form: Form) -> HttpResponse:
        given = form.cleaned_data
        if sign_in.for_browser(self.request, given["email"], given["password"], visitor(self.request)):
            raise SecondStepNeeded
        return HttpResponseRedirect(next_address(self.request))


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out, here or (`everywhere`) on every device."""
    if request.user.is_authenticated:
        if "everywhere" in request.POST:
            sign_out.everywhere(caller(request).id)
        else:
            sign_out.here(caller(request).id, session_id(request.session.session_key or ""))
    logout(request)
    return HttpResponseRedirect(next_address(request))
