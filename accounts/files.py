"""The bucket, as accounts use it: people's pictures, and what they take along."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings

from chatify.core.aws import client

ADDRESS_SECONDS = 60


def put(key: str, data: bytes, content_type: str) -> None:
    client("s3").put_object(Bucket=settings.FILES_BUCKET, Key=key, Body=data, ContentType=content_type)


def get(key: str) -> bytes | None:
    """None where there is none."""
    s3: Any = client("s3")
    try:
        answer = s3.get_object(Bucket=settings.FILES_BUCKET, Key=key)
    except s3.exceptions.NoSuchKey:
        return None
    return bytes(answer["Body"].read())


def address(key: str, *, since: datetime, filename: str) -> str | None:
    """Where it can be had for a minute, by whoever has this; None where there is none, or only one from before.

    For what is larger than a function may answer. One HeadObject.
    """
    s3: Any = client("s3")
    try:
        answer = s3.head_object(Bucket=settings.FILES_BUCKET, Key=key)
    except s3.exceptions.ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == HTTPStatus.NOT_FOUND:
            return None
        raise
    if answer["LastModified"] < since:
        return None
    wanted = {
        "Bucket": settings.FILES_BUCKET,
        "Key": key,
        "ResponseContentDisposition": f'attachment; filename="{filename}"',
    }
    return str(s3.generate_presigned_url("get_object", Params=wanted, ExpiresIn=ADDRESS_SECONDS))


def remove(key: str) -> None:
    """Nothing to do where it is gone already."""
    client("s3").delete_object(Bucket=settings.FILES_BUCKET, Key=key)


def keys(prefix: str) -> list[str]:
    """At most a thousand: one ListObjects."""
    answer = client("s3").list_objects_v2(Bucket=settings.FILES_BUCKET, Prefix=prefix)
    return [str(found["Key"]) for found in answer.get("Contents", [])]
