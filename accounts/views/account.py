"""Settings of the account: appearance, time zone, e-mail."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.forms.settings import AccountForm, EmailCodeForm, EmailForm
from accounts.pages import SettingsPage
from accounts.services import me, new_email
from chatify.web.context_processors import THEME_COOKIE, set_theme_cookie


class Account(SettingsPage):
    template_name = "settings/account.html"
    form_class = AccountForm
    section = "account"
    success_message = "Saved"
    goes_to = "accounts:account"

    def get_initial(self) -> dict[str, Any]:
        stored = self.me.settings
        return {
            "theme": self.request.COOKIES.get(THEME_COOKIE) or "system",
            "time_zone": stored.get("time_zone", ""),
        }

    def act(self, form: Form) -> HttpResponse:
        response = super().act(form)
        set_theme_cookie(response, form.cleaned_data["theme"])
        return response

    def change(self, cleaned: Mapping[str, Any]) -> None:
        me.change(self.me, {"settings": dict(cleaned)})


class Email(SettingsPage):
    template_name = "settings/email.html"
    form_class = EmailForm
    section = "account"

    def act(self, form: Form) -> HttpResponse:
        new_email.request(self.me, **form.cleaned_data)
        return redirect("accounts:email-code")


class EmailCode(SettingsPage):
    template_name = "settings/email_code.html"
    form_class = EmailCodeForm
    section = "account"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(**context) | {"email": new_email.pending_address(self.me)}

    def act(self, form: Form) -> HttpResponse:
        new_email.confirm(self.me, form.cleaned_data["code"])
        messages.success(self.request, "Your e-mail was changed. Sign in with it from now on.")
        return redirect("accounts:account")
