"""Opaque cursors: a DynamoDB key, or any small JSON value, as URL-safe text."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from chatify.core.errors import Invalid

Row = TypeVar("Row")
WHOLE_MAX = 10**38
"""DynamoDB's numbers have 38 digits."""
KEY_MAX = 1_024
"""Bytes of a sort key of DynamoDB."""


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
    except (ValueError, RecursionError) as error:
        raise foreign() from error


def decode_text(cursor: str | None) -> str | None:
    value = decode(cursor)
    if value is not None and not _may_be_key(value):
        raise foreign()
    return str(value) if value is not None else None


def decode_whole(cursor: str | None) -> int | None:
    value = decode(cursor)
    if value is not None and (type(value) is not int or not 0 <= value < WHOLE_MAX):
        raise foreign()
    return value


def decode_pair(cursor: str | None) -> tuple[str, str] | None:
    match decode(cursor):
        case None:
            return None
        case [str(first), str(second)] if _may_be_key(first) and _may_be_key(second):
            return first, second
    raise foreign()


def _may_be_key(value: Any) -> bool:
    """Of anything else the store says that the question is wrong."""
    try:
        return isinstance(value, str) and 0 < len(value.encode()) <= KEY_MAX
    except UnicodeEncodeError:  # half of a character, as JSON may hold it
        return False


def slice_below(
    rows: Sequence[Row], query: Mapping[str, Any], *, key: Callable[[Row], tuple[str, str]]
) -> tuple[Sequence[Row], str | None]:
    """A page of a list that was read whole, in descending order of `key`: the rows below the cursor, and the next one.

    A row that rises meanwhile stands above the cursor: the next reading from the top meets it.
    """
    last, limit = decode_pair(query["cursor"]), query["limit"]
    below = sorted((row for row in rows if last is None or key(row) < last), key=key, reverse=True)
    page = below[:limit]
    return page, encode(list(key(page[-1]))) if len(below) > limit else None


def foreign() -> Invalid:
    return Invalid({"cursor": ["Start again from the first page."]})
