"""Settings of the profile that others see: name, handle, status, picture."""

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import HttpResponse

from accounts.forms.settings import PictureForm, ProfileForm
from accounts.pages import SettingsPage
from accounts.services import avatars, me


class Settings(SettingsPage):
    template_name = "settings/profile.html"
    form_class = ProfileForm
    section = "profile"
    success_message = "Saved"
    goes_to = "accounts:settings"

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.me.name, "handle": self.me.handle, "status": self.me.status}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return {"picture": PictureForm()} | super().get_context_data(**context)

    def change(self, cleaned: Mapping[str, Any]) -> None:
        me.change(self.me, cleaned)


class Picture(SettingsPage):
    """The picture's own form on the same page."""

    http_method_names = ["post"]
    template_name = "settings/profile.html"
    form_class = PictureForm
    section = "profile"
    success_message = "Saved"
    goes_to = "accounts:settings"

    def change(self, cleaned: Mapping[str, Any]) -> None:
        if "initials" in self.request.POST:
            avatars.remove(self.me)
        else:
            avatars.change(self.me, cleaned["picture"].read() if cleaned["picture"] else b"")

    def form_invalid(self, form: Form) -> HttpResponse:
        profile_form = ProfileForm({"name": self.me.name, "handle": self.me.handle, "status": self.me.status})
        return self.render_to_response(self.get_context_data(form=profile_form, picture=form))
