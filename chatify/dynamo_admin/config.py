from typing import Any

from django.contrib.admin import apps
from django.utils.module_loading import autodiscover_modules

from chatify.dynamo_admin.contenttypes import fill_content_types


class AdminConfig(apps.SimpleAdminConfig):
    """In place of `django.contrib.admin`.

    Your URLs call `discover` before they name the site's: a process without pages never imports an admin.
    """

    default = False
    default_site = "chatify.dynamo_admin.site.DynamoSite"
    modules: tuple[str, ...] = ("admin",)

    def discover(self) -> Any:
        """Find the modules that register admins, whose models need content types too. Answers the site."""
        from django.contrib.admin import site  # noqa: PLC0415  # it needs the settings

        autodiscover_modules(*self.modules, register_to=site)
        fill_content_types()
        return site
