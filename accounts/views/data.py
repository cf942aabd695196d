"""One's data: to take along, and to take away."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.forms.settings import DeleteForm, NothingForm
from accounts.pages import SettingsPage, as_file
from accounts.requests import caller
from accounts.services import deletion, export, jobs
from chatify.core.errors import Invalid, NotFound


class Privacy(SettingsPage):
    http_method_names = ["get", "head"]
    template_name = "settings/privacy.html"
    form_class = NothingForm
    section = "privacy"


@require_POST
@login_required
def download(request: HttpRequest) -> HttpResponse:
    found = export.ask(caller(request))
    if found is not None:
        return as_file(found)
    messages.success(request, "This takes a while. We’ll e-mail you a link when it’s ready.")
    return redirect("accounts:privacy")


@require_safe
@login_required
def kept(request: HttpRequest, name: str) -> HttpResponse:
    """What the mail's link leads to."""
    found = export.kept(caller(request), name)
    if found is None:
        raise NotFound
    return redirect(found)


class Delete(SettingsPage):
    template_name = "settings/delete.html"
    form_class = DeleteForm
    section = "privacy"

    def act(self, form: Form) -> HttpResponse:
        given: dict[str, Any] = form.cleaned_data
        if given["handle"] != self.me.handle:
            raise Invalid({"handle": [f"Type your handle, {self.me.handle}, to confirm."]})
        wanted: deletion.Messages = "erase" if given["erase"] else "keep"
        job_id = deletion.ask(self.me, password=given["password"], messages=wanted)
        logout(self.request)
        return redirect("accounts:deleted", job_id=job_id)


@require_safe
def deleted(request: HttpRequest, job_id: str) -> HttpResponse:
    """How far it is, for whoever has just left and knows the address."""
    found = jobs.progress(job_id)
    if found is None:
        raise NotFound
    done, steps = found
    return render(request, "accounts/deleted.html", {"done": done, "steps": steps, "is_done": done == steps})
