"""Settings of the site, for admins: its name, who may sign up, channels for newcomers."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from accounts import hooks
from accounts.domain import ADMINS
from accounts.forms.settings import SiteForm
from accounts.models.site import SiteItem
from accounts.pages import SettingsPage
from accounts.services import site_setup


class Site(SettingsPage):
    template_name = "settings/site.html"
    form_class = SiteForm
    section = "site"
    success_message = "Saved"
    goes_to = "accounts:site"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and ADMINS not in self.me.groups:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        site = SiteItem.site()
        suggested_channel = "" if site.is_set_up else "general"
        return {
            "name": site.name,
            "sign_up": site.sign_up,
            "domains": ", ".join(sorted(site.domains)),
            "channels": suggested_channel,
        }

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(**context) | {"site": SiteItem.site()}

    def change(self, cleaned: Mapping[str, Any]) -> None:
        channels = [hooks.registered().create_channel(self.me, name) for name in cleaned["channels"]]
        site_setup.set_up(
            name=cleaned["name"], sign_up=cleaned["sign_up"], domains=cleaned["domains"], channels=channels
        )
