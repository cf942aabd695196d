"""Settings of a person's data: export it, and delete the account."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.forms.settings import DeleteForm, NothingForm
from accounts.pages import SettingsPage, zip_response
from accounts.requests import caller
from accounts.services import deletion, export, job_runner
from chatify.core.errors import Invalid, NotFound


class Privacy(SettingsPage):
    http_method_names = ["get", "head"]
    template_name = "settings/privacy.html"
    form_class = NothingForm
    section = "privacy"


@require_POST
@login_required
def download(request: HttpRequest) -> HttpResponse:
    """Download the export, or have a link to it mailed."""
    data = export.request(caller(request))
    if data is not None:
        return zip_response(data)
    messages.success(request, "This takes a while. We’ll e-mail you a link when it’s ready.")
    return redirect("accounts:privacy")


@require_safe
@login_required
def download_export(request: HttpRequest, name: str) -> HttpResponse:
    """Redirect the mailed link to the export."""
    address = export.download_address(caller(request), name)
    if address is None:
        raise NotFound
    return redirect(address)


class Delete(SettingsPage):
    template_name = "settings/delete.html"
    form_class = DeleteForm
    section = "privacy"

    def act(self, form: Form) -> HttpResponse:
        cleaned: dict[str, Any] = form.cleaned_data
        if cleaned["handle"] != self.me.handle:
            raise Invalid({"handle": [f"Type your handle, {self.me.handle}, to confirm."]})
        choice: deletion.Messages = "erase" if cleaned["erase"] else "keep"
        job_id = deletion.start(self.me, password=cleaned["password"], messages=choice)
        logout(self.request)
        return redirect("accounts:deleted", job_id=job_id)


@require_safe
def deleted(request: HttpRequest, job_id: str) -> HttpResponse:
    """Show the progress of a deletion to the person who started it and knows the address."""
    progress = job_runner.progress(job_id)
    if progress is None:
        raise NotFound
    done, steps = progress
    return render(request, "accounts/deleted.html", {"done": done, "steps": steps, "is_done": done == steps})
