"""Settings of a person's sign-ins."""

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
from accounts.requests import caller, current_session_id
from accounts.services import sessions, sign_out


class Sessions(SettingsPage):
    """The list; its form ends all other sign-ins."""

    template_name = "settings/sessions.html"
    form_class = NothingForm
    section = "sessions"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        sign_ins = {"sessions": sessions.of(self.me), "here": current_session_id(self.request)}
        return super().get_context_data(**context) | sign_ins

    def act(self, form: Form) -> HttpResponse:
        epoch = sign_out.end_other_sessions(self.me, current_session_id(self.request))
        self.request.session[HASH_SESSION_KEY] = str(epoch)
        messages.success(self.request, "You’re signed out everywhere else.")
        return redirect("accounts:sessions")


@require_POST
@login_required
def end(request: HttpRequest, session_id: str) -> HttpResponse:
    """End one of the person's own sign-ins."""
    sign_out.end_own_session(caller(request).id, session_id)
    if session_id == current_session_id(request):
        logout(request)
        return redirect("/")
    messages.success(request, "That device is signed out.")
    return redirect("accounts:sessions")
