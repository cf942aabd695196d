"""Opaque pagination cursors: a DynamoDB key, or another small JSON value, as URL-safe text."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from chatify.core.errors import Invalid

Row = TypeVar("Row")
NUMBER_MAX = 10**38
"""DynamoDB's numbers have 38 digits."""
KEY_MAX_BYTES = 1_024
"""DynamoDB's limit for a sort key."""


def encode(value: Any) -> str | None:
    """Return the cursor of the next page, or None if there is none."""
    if value is None:
        return None
    return urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).decode().rstrip("=")


def decode(cursor: str | None) -> Any:
    """Return the value of a cursor, or None without one. Raises `Invalid` for a cursor that is not ours."""
    if not cursor:
        return None
    try:
        return json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError) as error:
        raise invalid_cursor() from error


def decode_text(cursor: str | None) -> str | None:
    """Return the text in a cursor, or None without one. Raises `Invalid`."""
    value = decode(cursor)
    if value is not None and not _is_valid_key(value):
        raise invalid_cursor()
    return str(value) if value is not None else None


def decode_integer(cursor: str | None) -> int | None:
    """Return the integer in a cursor, or None without one. Raises `Invalid`."""
    value = decode(cursor)
    if value is not None and (type(value) is not int or not 0 <= value < NUMBER_MAX):
        raise invalid_cursor()
    return value


def decode_pair(cursor: str | None) -> tuple[str, str] | None:
    """Return the two texts in a cursor, or None without one. Raises `Invalid`."""
    match decode(cursor):
        case None:
            return None
        case [str(first), str(second)] if _is_valid_key(first) and _is_valid_key(second):
            return first, second
    raise invalid_cursor()


def _is_valid_key(value: Any) -> bool:
    """Whether DynamoDB accepts the value as a key; for any other it would raise a validation error."""
    try:
        return isinstance(value, str) and 0 < len(value.encode()) <= KEY_MAX_BYTES
    except UnicodeEncodeError:  # A lone surrogate, which JSON may hold.
        return False


def slice_below(
    rows: Sequence[Row], query: Mapping[str, Any], *, key: Callable[[Row], tuple[str, str]]
) -> tuple[Sequence[Row], str | None]:
    """Cut one page out of a list that was read whole, in descending order of `key`.

    Returns the rows below the cursor, and the cursor of the next page. A row whose key rises in the meantime is above
    the cursor and therefore missed until the list is read from the top again.
    """
    last, limit = decode_pair(query["cursor"]), query["limit"]
    below = sorted((row for row in rows if last is None or key(row) < last), key=key, reverse=True)
    page = below[:limit]
    return page, encode(list(key(page[-1]))) if len(below) > limit else None


def invalid_cursor() -> Invalid:
    """Return the error for a cursor that this site did not make."""
    return Invalid({"cursor": ["Start again from the first page."]})
