"""What the site is called and who may come in: asked of its first person, changed by its admins."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.module_loading import import_string

from accounts.domain import ADMINS, Profile
from accounts.forms.settings import SiteForm
from accounts.models.site import SiteItem
from accounts.pages import SettingsPage
from accounts.services import site_setup


class Site(SettingsPage):
    template_name = "settings/site.html"
    form_class = SiteForm
    section = "site"
    done = "Saved"
    goes_to = "accounts:site"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and ADMINS not in self.me.groups:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        site = SiteItem.site()
        first = "" if site.is_set_up else "general"
        return {
            "name": site.name,
            "sign_up": site.sign_up,
            "domains": ", ".join(sorted(site.domains)),
            "channels": first,
        }

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(**context) | {"site": SiteItem.site()}

    def change(self, given: Mapping[str, Any]) -> None:
        made = [_channel(self.me, name) for name in given["channels"]]
        site_setup.set_up(name=given["name"], sign_up=given["sign_up"], domains=given["domains"], channels=made)


def _channel(founder: Profile, name: str) -> str:
    """A public one, by `settings.FIRST_CHANNEL`: its id. Accounts know nothing of channels."""
    make: Callable[[Profile, str], str] = import_string(settings.FIRST_CHANNEL)
    return make(founder, name)
