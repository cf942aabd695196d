"""Django's lookups, evaluated on one row: ticked rows must still meet the list's filters."""

from collections.abc import Callable
from typing import Any

LOOKUPS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": lambda value, expected: value == expected,
    "in": lambda value, expected: value in expected,
    "gt": lambda value, expected: value is not None and value > expected,
    "gte": lambda value, expected: value is not None and value >= expected,
    "lt": lambda value, expected: value is not None and value < expected,
    "lte": lambda value, expected: value is not None and value <= expected,
    "startswith": lambda value, expected: str(value or "").startswith(expected),
    "contains": lambda value, expected: expected in (value or ()),
    "isnull": lambda value, expected: (value is None) is expected,
}


def split(name: str) -> tuple[str, str]:
    """Split `created_at__gte` into field and lookup. An unknown lookup is taken for a part of the name."""
    field, _, lookup = name.rpartition("__")
    return (field, lookup) if field and lookup in LOOKUPS else (name, "exact")


def holds(row: Any, name: str, expected: Any) -> bool:
    """Whether a row meets a condition."""
    field, lookup = split(name)
    return LOOKUPS[lookup](getattr(row, field, None), expected)
