"""Content types without a database: Django's auth and admin ask for them, and no table has any.

This module stays apart from `apps`, because a process without the admin must not import `django.contrib.admin`.
"""

from typing import Any
from zlib import crc32

from django.apps import apps
from django.contrib.contenttypes.apps import ContentTypesConfig as StockConfig
from django.contrib.contenttypes.management import create_contenttypes
from django.db.models.signals import post_migrate


class ContentTypesConfig(StockConfig):
    """Replaces `django.contrib.contenttypes`."""

    def ready(self) -> None:
        super().ready()
        post_migrate.disconnect(create_contenttypes)
        fill_content_types()


def fill_content_types() -> None:
    """Put one content type for each model into Django's cache. Its key is the same in every process."""
    manager: Any = apps.get_model("contenttypes", "ContentType").objects
    for model in apps.get_models():
        label, name = model._meta.app_label, model._meta.model_name or ""
        content_type = manager.model(app_label=label, model=name, pk=crc32(f"{label}.{name}".encode()))
        manager._add_to_cache("default", content_type)
