from django.contrib.admin import apps

from chatify.dynamo_admin.contenttypes import fill_content_types


class AdminConfig(apps.AdminConfig):
    """In place of `django.contrib.admin`. Finds the `admin` modules, whose models need content types too."""

    default = False
    default_site = "chatify.dynamo_admin.site.DynamoSite"

    def ready(self) -> None:
        super().ready()
        fill_content_types()
