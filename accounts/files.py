"""The bucket, as accounts use it: people's pictures, and what they take along."""

from typing import Any

from django.conf import settings

from chatify.dynamodb import client


def put(key: str, data: bytes, content_type: str) -> None:
    client("s3").put_object(Bucket=settings.FILES_BUCKET, Key=key, Body=data, ContentType=content_type)


def get(key: str) -> bytes | None:
    s3: Any = client("s3")
    try:
        answer = s3.get_object(Bucket=settings.FILES_BUCKET, Key=key)
    except s3.exceptions.NoSuchKey:
        return None
    return bytes(answer["Body"].read())


def remove(key: str) -> None:
    """Nothing to do where it is gone already."""
    client("s3").delete_object(Bucket=settings.FILES_BUCKET, Key=key)


def keys(prefix: str) -> list[str]:
    """At most a thousand: one ListObjects."""
    answer = client("s3").list_objects_v2(Bucket=settings.FILES_BUCKET, Prefix=prefix)
    return [str(found["Key"]) for found in answer.get("Contents", [])]
