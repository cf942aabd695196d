from django.contrib.admin import apps
from django.utils.module_loading import autodiscover_modules

from chatify.dynamo_admin.contenttypes import fill_content_types


class AdminConfig(apps.SimpleAdminConfig):
    """In place of `django.contrib.admin`. Finds the modules that register admins, whose models need content types too."""

    default = False
    default_site = "chatify.dynamo_admin.site.DynamoSite"
    modules: tuple[str, ...] = ("admin",)

    def ready(self) -> None:
        from django.contrib.admin import site  # noqa: PLC0415  # it needs the settings

        super().ready()
        autodiscover_modules(*self.modules, register_to=site)
        fill_content_types()
