"""Static files: collected under hashed names while the package is built, and put into the bucket by django-storages."""

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
FOR_EVER = "public, max-age=31536000, immutable"


def collect() -> Path:
    """By production's own settings, so that nothing of a laptop is among them. Answers the manifest's path."""
    shutil.rmtree(COLLECTED, ignore_errors=True)
    command = [sys.executable, str(ROOT / "manage.py"), "collectstatic", "--no-input", "--verbosity=0"]
    done = subprocess.run(command, env=production.environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise DeployError(f"The static files could not be collected:\n{done.stdout}{done.stderr}")
    return COLLECTED / "staticfiles.json"


def upload(session: boto3.Session, bucket: str, say: Callable[[str], object]) -> int:
    """Only what isn't there yet, as a name says what is in it. Answers how many went up.

    Older ones stay: a page opened before this deployment still asks for them.
    """
    if not settings.configured:  # django-storages looks there first
        settings.configure()
    storage = HashedS3Storage(session, bucket)
    names = sorted(set(hashed_names()) - storage.held())
    for number, name in enumerate(names, 1):
        with (COLLECTED / name).open("rb") as content:
            storage.save(name, File(content))
        say(f"{number} of {len(names)} static files")
    return len(names)


def hashed_names() -> list[str]:
    manifest = json.loads((COLLECTED / "staticfiles.json").read_text())
    return list(manifest["paths"].values())


class HashedS3Storage(S3Storage):
    """django-storages over the deployment's own session. CloudFront compresses, so nothing is compressed here."""

    def __init__(self, session: boto3.Session, bucket: str) -> None:
        super().__init__(
            bucket_name=bucket,
            location="static",
            default_acl=None,
            file_overwrite=True,
            object_parameters={"CacheControl": FOR_EVER},
        )
        self._session = session

    def _create_session(self) -> boto3.Session:
        return self._session

    def held(self) -> set[str]:
        """Names in the bucket. One ListObjectsV2 a thousand."""
        prefix = f"{self.location}/"
        pages = (
            self._session.client("s3").get_paginator("list_objects_v2").paginate(Bucket=self.bucket_name, Prefix=prefix)
        )
        return {row["Key"].removeprefix(prefix) for page in pages for row in page.get("Contents", ())}


mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/manifest+json", ".webmanifest")
