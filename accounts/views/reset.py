"""Set a new password by a code, where the old one is forgotten."""

from datetime import timedelta

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.forms.sign_in import ForgotForm, ResetForm
from accounts.pages import AccountPage, CodePage
from accounts.requests import visitor
from accounts.services import passwords
from accounts.views.sign_in import enter
from chatify.core.errors import DomainError

RESETTING = "resetting"
"""The session key of the address that a code was sent to."""
RESETTING_LASTS = timedelta(hours=1)


class Forgot(AccountPage):
    template_name = "accounts/forgot.html"
    form_class = ForgotForm

    def act(self, form: Form) -> HttpResponse:
        email = form.cleaned_data["email"]
        passwords.send_reset_code(email, address=visitor(self.request).address)
        self.request.session[RESETTING] = email
        self.request.session.set_expiry(RESETTING_LASTS)
        return redirect("accounts:reset")


class Reset(CodePage):
    template_name = "accounts/reset.html"
    form_class = ResetForm
    address_key = RESETTING

    def act(self, form: Form) -> HttpResponse:
        cleaned = form.cleaned_data
        passwords.reset(**cleaned, address=visitor(self.request).address)
        try:
            return enter(self.request, cleaned["email"], cleaned["password"])
        except DomainError:
            # The new password is set, even if this sign-in fails.
            messages.success(self.request, "Your new password is set. Sign in with it.")
            return redirect("accounts:sign-in")
