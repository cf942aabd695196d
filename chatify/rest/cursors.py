"""Opaque cursors: a DynamoDB key, or any small JSON value, as URL-safe text."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from chatify.errors import Invalid


def encode(value: Any) -> str | None:
    """None where there is no further page."""
    if value is None:
        return None
    return urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).decode().rstrip("=")


def decode(cursor: str | None) -> Any:
    """Raises `Invalid` for what this site did not make."""
    if not cursor:
        return None
    try:
        return json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:
        raise Invalid({"cursor": ["Start again from the first page."]}) from error
