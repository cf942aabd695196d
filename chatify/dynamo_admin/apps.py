"""The app configs of this package and of the admin."""

from typing import Any

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig
from django.utils.module_loading import autodiscover_modules

from chatify.dynamo_admin.contenttypes import fill_content_types


class DynamoAdminConfig(AppConfig):
    """Brings the templates; it stands before the admin in INSTALLED_APPS, so that they win."""

    default = True
    name = "chatify.dynamo_admin"
    label = "dynamo_admin"


class AdminConfig(SimpleAdminConfig):
    """Replaces `django.contrib.admin`.

    The URL conf calls `discover` before it asks for the site's URLs, so a process without pages imports no admin.
    """

    default = False
    default_site = "chatify.dynamo_admin.site.DynamoSite"
    modules: tuple[str, ...] = ("admin",)

    def discover(self) -> Any:
        """Import the modules that register admins, add their models' content types, and return the site."""
        from django.contrib.admin import site  # noqa: PLC0415  # it needs the settings

        autodiscover_modules(*self.modules, register_to=site)
        fill_content_types()
        return site
