"""Static files under names that hold their hash, so that a browser keeps them for ever and still sees each change.

The names are looked up in a manifest inside the functions' package: a function never asks S3 for them, has no right to,
and doesn't import its client. What uploads them, through django-storages, is deploy/static.py.
"""

from pathlib import PurePath
from typing import Any

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.base import ContentFile, File


class HashedFiles(ManifestStaticFilesStorage):
    support_js_module_import_aggregation = True

    def _save(self, name: str, content: "File[Any]") -> str:
        # Only collecting saves: functions bring no minifier.
        from chatify.core.minify import is_ours, small  # noqa: PLC0415

        posix = PurePath(name).as_posix()
        if is_ours(posix):
            content = ContentFile(small(posix, b"".join(content.chunks())))
        saved: str = super()._save(name, content)  # type: ignore[misc]
        return saved
