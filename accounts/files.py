"""The bucket, as accounts use it: people's pictures, and what they take along."""

from datetime import datetime
from typing import Any

from django.conf import settings

from chatify.dynamodb import client


def put(key: str, data: bytes, content_type: str) -> None:
    client("s3").put_object(Bucket=settings.FILES_BUCKET, Key=key, Body=data, ContentType=content_type)


def get(key: str, *, since: datetime | None = None) -> bytes | None:
    """None where there is none, or only one from before."""
    s3: Any = client("s3")
    try:
        answer = s3.get_object(Bucket=settings.FILES_BUCKET, Key=key)
    except s3.exceptions.NoSuchKey:
        return None
    return None if since and answer["LastModified"] < since else bytes(answer["Body"].read())


def remove(key: str) -> None:
    """Nothing to do where it is gone already."""
    client("s3").delete_object(Bucket=settings.FILES_BUCKET, Key=key)


def keys(prefix: str) -> list[str]:
    """At most a thousand: one ListObjects."""
    answer = client("s3").list_objects_v2(Bucket=settings.FILES_BUCKET, Prefix=prefix)
    return [str(found["Key"]) for found in answer.get("Contents", [])]
