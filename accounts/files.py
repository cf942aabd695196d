"""Files in the bucket: people's pictures and exports."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings

from chatify.core.aws import client

ADDRESS_SECONDS = 60


def put(key: str, data: bytes, content_type: str) -> None:
    """Store a file. One PutObject."""
    client("s3").put_object(Bucket=settings.FILES_BUCKET, Key=key, Body=data, ContentType=content_type)


def get(key: str) -> bytes | None:
    """Return a file's bytes, or None if there is no such file. One GetObject."""
    s3: Any = client("s3")
    try:
        response = s3.get_object(Bucket=settings.FILES_BUCKET, Key=key)
    except s3.exceptions.NoSuchKey:
        return None
    return bytes(response["Body"].read())


def download_address(key: str, *, since: datetime, filename: str) -> str | None:
    """Return an address that serves the file for a minute, or None if there is none that is younger than `since`.

    For files larger than a function may send. One HeadObject.
    """
    s3: Any = client("s3")
    try:
        response = s3.head_object(Bucket=settings.FILES_BUCKET, Key=key)
    except s3.exceptions.ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == HTTPStatus.NOT_FOUND:
            return None
        raise
    if response["LastModified"] < since:
        return None
    parameters = {
        "Bucket": settings.FILES_BUCKET,
        "Key": key,
        "ResponseContentDisposition": f'attachment; filename="{filename}"',
    }
    return str(s3.generate_presigned_url("get_object", Params=parameters, ExpiresIn=ADDRESS_SECONDS))


def remove(key: str) -> None:
    """Delete a file, if it exists. One DeleteObject."""
    client("s3").delete_object(Bucket=settings.FILES_BUCKET, Key=key)


def keys(prefix: str) -> list[str]:
    """Return the keys of files by prefix, at most a thousand. One ListObjects."""
    response = client("s3").list_objects_v2(Bucket=settings.FILES_BUCKET, Prefix=prefix)
    return [str(entry["Key"]) for entry in response.get("Contents", [])]
