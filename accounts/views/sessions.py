"""Where one is signed in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY, logout
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.forms.settings import NothingForm
from accounts.pages import SettingsPage
from accounts.requests import caller, sign_in_of
from accounts.services import sessions, sign_out


class Sessions(SettingsPage):
    """Its one form ends all the others."""

    template_name = "settings/sessions.html"
    form_class = NothingForm
    section = "sessions"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        found = {"sessions": sessions.of(self.me), "here": sign_in_of(self.request)}
        return super().get_context_data(**context) | found

    def act(self, form: Form) -> HttpResponse:
        epoch = sign_out.others(self.me, sign_in_of(self.request))
        self.request.session[HASH_SESSION_KEY] = str(epoch)
        messages.success(self.request, "You’re signed out everywhere else.")
        return redirect("accounts:sessions")


@require_POST
@login_required
def end(request: HttpRequest, session_id: str) -> HttpResponse:
    sign_out.one(caller(request).id, session_id)
    if session_id == sign_in_of(request):
        logout(request)
        return redirect("/")
    messages.success(request, "That device is signed out.")
    return redirect("accounts:sessions")
