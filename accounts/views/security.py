"""Security settings: password and second step."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts import qr
from accounts.domain import NotAuthenticated
from accounts.forms.settings import NothingForm, PasswordForm, TurnOffForm, VerifyForm
from accounts.pages import SettingsPage
from accounts.requests import access_token, current_session_id
from accounts.services import passwords, second_step

ENROLLING = "enrolling"
"""The session key of the secret that waits for a code, so that a wrong code does not take another QR code."""


class Security(SettingsPage):
    http_method_names = ["get", "head"]
    template_name = "settings/security.html"
    form_class = NothingForm
    section = "security"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(**context) | {"second_step": second_step.is_on(self.me)}


class Password(SettingsPage):
    template_name = "settings/password.html"
    form_class = PasswordForm
    section = "security"
    success_message = "Your password was changed. Your other devices were signed out."
    goes_to = "accounts:security"

    def change(self, cleaned: Mapping[str, Any]) -> None:
        token, session_id = access_token(self.request), current_session_id(self.request)
        epoch = passwords.change(self.me, **cleaned, access_token=token, session_id=session_id)
        self.request.session[HASH_SESSION_KEY] = str(epoch)


class Enrol(SettingsPage):
    template_name = "settings/enrol.html"
    form_class = VerifyForm
    section = "security"
    success_message = "The second step is on. From now on you sign in with a code from your app."
    goes_to = "accounts:security"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            secret, _ = second_step.enrol(self.me, access_token(request))
        except NotAuthenticated:
            return self.ended()
        request.session[ENROLLING] = secret
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        secret = self.request.session.get(ENROLLING, "")
        qr_code = qr.svg(second_step.otpauth_uri(secret, self.me.email))
        grouped = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        return super().get_context_data(**context) | {"secret": grouped, "qr": qr_code}

    def act(self, form: Form) -> HttpResponse:
        if ENROLLING not in self.request.session:
            return redirect("accounts:enrol")
        return super().act(form)

    def change(self, cleaned: Mapping[str, Any]) -> None:
        second_step.verify(self.me, access_token(self.request), cleaned["code"])
        del self.request.session[ENROLLING]


class TurnOff(SettingsPage):
    template_name = "settings/second_step_off.html"
    form_class = TurnOffForm
    section = "security"
    goes_to = "accounts:security"

    def act(self, form: Form) -> HttpResponse:
        second_step.remove(self.me, form.cleaned_data["password"])
        messages.success(self.request, "The second step is off.")
        return redirect(self.goes_to)
