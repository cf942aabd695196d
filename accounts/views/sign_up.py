"""Sign up, and confirm the e-mail by the code sent to it."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.forms.sign_in import ConfirmForm, SignUpForm
from accounts.pages import CONFIRMING, AccountPage, CodePage
from accounts.requests import visitor
from accounts.services import sign_up

ACCOUNT = "confirming_account"
"""The session key of the unconfirmed account that this browser created."""
CONFIRMING_LASTS = timedelta(hours=1)


class SignUp(AccountPage):
    template_name = "accounts/sign_up.html"
    form_class = SignUpForm

    def get_initial(self) -> dict[str, Any]:
        return {"invitation": self.request.GET.get("invitation", "")}

    def act(self, form: Form) -> HttpResponse:
        pending = sign_up.sign_up(**form.cleaned_data, address=visitor(self.request).address)
        self.request.session[CONFIRMING] = form.cleaned_data["email"]
        self.request.session[ACCOUNT] = pending.account
        self.request.session.set_expiry(CONFIRMING_LASTS)
        return redirect("accounts:confirm")


class Confirm(CodePage):
    template_name = "accounts/confirm.html"
    form_class = ConfirmForm
    address_key = CONFIRMING

    def act(self, form: Form) -> HttpResponse:
        email, code = form.cleaned_data["email"], form.cleaned_data["code"]
        account = self.request.session.get(ACCOUNT) if email == self.known_email else None
        sign_up.confirm(email, code, address=visitor(self.request).address, account=account)
        messages.success(self.request, "Your e-mail is confirmed. Sign in.")
        return redirect("accounts:sign-in")


class Resend(Confirm):
    """The second button of the confirm page: its form without a code."""

    http_method_names = ["post"]

    def get_form(self, form_class: Any = None) -> Form:
        form: Form = super().get_form(form_class)
        form.fields["code"].required = False
        return form

    def act(self, form: Form) -> HttpResponse:
        sign_up.resend_code(form.cleaned_data["email"], address=visitor(self.request).address)
        messages.success(self.request, "If that address is waiting for a code, a new one is on its way.")
        return redirect("accounts:confirm")
