"""Collect the static files under hashed names, and upload them to their bucket by django-storages."""

import json
import mimetypes
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import boto3
from django.conf import settings
from django.core.files import File
from storages.backends.s3 import S3Storage

from deploy import production
from deploy.errors import DeployError
from deploy.package import ROOT

COLLECTED = ROOT / "staticfiles"
CACHE_CONTROL = "public, max-age=31536000, immutable"


def collect() -> Path:
    """Collect the files with the settings of production, and return the path of the manifest."""
    shutil.rmtree(COLLECTED, ignore_errors=True)
    command = [sys.executable, str(ROOT / "manage.py"), "collectstatic", "--no-input", "--verbosity=0"]
    result = subprocess.run(command, env=production.environment(), capture_output=True, text=True, check=False)
    if result.returncode:
        raise DeployError(f"The static files could not be collected:\n{result.stdout}{result.stderr}")
    return COLLECTED / "staticfiles.json"


def upload(session: boto3.Session, bucket: str, say: Callable[[str], object]) -> int:
    """Upload the files that are not in the bucket yet, and return their number.

    A file's name contains the hash of its content. Older files stay for the pages that are still open.
    """
    if not settings.configured:  # django-storages reads them
        settings.configure()
    storage = HashedS3Storage(session, bucket)
    names = sorted(set(hashed_names()) - storage.stored_names())
    for number, name in enumerate(names, 1):
        with (COLLECTED / name).open("rb") as content:
            storage.save(name, File(content))
        say(f"{number} of {len(names)} static files")
    return len(names)


def hashed_names() -> list[str]:
    """Return the names of the collected files."""
    manifest = json.loads((COLLECTED / "staticfiles.json").read_text())
    return list(manifest["paths"].values())


class HashedS3Storage(S3Storage):
    """Storage of django-storages with the deployment's session. CloudFront compresses, so this does not."""

    def __init__(self, session: boto3.Session, bucket: str) -> None:
        super().__init__(
            bucket_name=bucket,
            location="static",
            default_acl=None,
            file_overwrite=True,
            object_parameters={"CacheControl": CACHE_CONTROL},
        )
        self._session = session

    def _create_session(self) -> boto3.Session:
        return self._session

    def stored_names(self) -> set[str]:
        """Return the names in the bucket. One ListObjectsV2 per thousand."""
        prefix = f"{self.location}/"
        pages = (
            self._session.client("s3").get_paginator("list_objects_v2").paginate(Bucket=self.bucket_name, Prefix=prefix)
        )
        return {row["Key"].removeprefix(prefix) for page in pages for row in page.get("Contents", ())}


mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/manifest+json", ".webmanifest")
