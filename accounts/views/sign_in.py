"""Sign in, in one step or two, and sign out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.domain import NotAuthenticated
from accounts.forms.sign_in import SecondStepForm, SignInForm
from accounts.pages import CONFIRMING, AccountPage, next_address
from accounts.requests import caller, current_session_id, visitor
from accounts.services import mfa_challenge, sign_in, sign_out

CHALLENGE = "challenge"
"""The session key of a sign-in that waits for its second step."""


class SignIn(AccountPage):
    template_name = "accounts/sign_in.html"
    form_class = SignInForm

    def get_initial(self) -> dict[str, Any]:
        return {"next": self.request.GET.get("next", ""), "email": self.request.session.get(CONFIRMING, "")}

    def act(self, form: Form) -> HttpResponse:
        return enter(self.request, form.cleaned_data["email"], form.cleaned_data["password"])


def enter(request: HttpRequest, email: str, password: str) -> HttpResponse:
    """Sign in and redirect to the chat, or to the second step. Raises as `sign_in.for_browser`."""
    challenge = sign_in.for_browser(request, email, password, visitor(request))
    if challenge is None:
        return HttpResponseRedirect(next_address(request))
    request.session[CHALLENGE] = {"sealed": mfa_challenge.seal(challenge), "next": next_address(request)}
    request.session.set_expiry(mfa_challenge.LASTS_SECONDS)
    return redirect("accounts:second-step")


class SecondStep(AccountPage):
    template_name = "accounts/second_step.html"
    form_class = SecondStepForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if CHALLENGE not in request.session:
            return redirect("accounts:sign-in")
        return super().dispatch(request, *args, **kwargs)

    def act(self, form: Form) -> HttpResponse:
        waiting = self.request.session[CHALLENGE]
        try:
            challenge = mfa_challenge.unseal(waiting["sealed"])
            sign_in.answer_for_browser(self.request, challenge, form.cleaned_data["code"], visitor(self.request))
        except NotAuthenticated:
            del self.request.session[CHALLENGE]
            messages.info(self.request, "That took more than three minutes. Sign in again.")
            return redirect("accounts:sign-in")
        return HttpResponseRedirect(waiting["next"])


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Sign out, here or (`everywhere`) on every device."""
    if request.user.is_authenticated:
        if "everywhere" in request.POST:
            sign_out.end_all_sessions(caller(request).id)
        else:
            sign_out.end_session(caller(request).id, current_session_id(request))
    logout(request)
    return HttpResponseRedirect(next_address(request))
