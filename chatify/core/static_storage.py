"""Static files whose names hold a hash of their content, so that browsers may cache them for ever.

The functions look the names up in a manifest inside their package. They need neither S3's client nor the right to read
the bucket; deploy/static.py uploads the files through django-storages.
"""

from pathlib import PurePath
from typing import Any

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.base import ContentFile, File


class HashedFiles(ManifestStaticFilesStorage):
    support_js_module_import_aggregation = True

    def _save(self, name: str, content: "File[Any]") -> str:
        # Only `collectstatic` saves. The functions' package has no minifier to import.
        from chatify.core.minify import is_ours, minify  # noqa: PLC0415

        posix = PurePath(name).as_posix()
        if is_ours(posix):
            content = ContentFile(minify(posix, b"".join(content.chunks())))
        saved: str = super()._save(name, content)  # type: ignore[misc]
        return saved
