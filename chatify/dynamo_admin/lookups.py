"""Django's lookups, judged on one row: what a filter asks must hold for ticked rows, too."""

from collections.abc import Callable
from typing import Any

LOOKUPS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": lambda held, wanted: held == wanted,
    "in": lambda held, wanted: held in wanted,
    "gt": lambda held, wanted: held is not None and held > wanted,
    "gte": lambda held, wanted: held is not None and held >= wanted,
    "lt": lambda held, wanted: held is not None and held < wanted,
    "lte": lambda held, wanted: held is not None and held <= wanted,
    "startswith": lambda held, wanted: str(held or "").startswith(wanted),
    "contains": lambda held, wanted: wanted in (held or ()),
    "isnull": lambda held, wanted: (held is None) is wanted,
}


def split(name: str) -> tuple[str, str]:
    """`created_at__gte` → (created_at, gte). An unknown lookup is part of the name."""
    field, _, lookup = name.rpartition("__")
    return (field, lookup) if field and lookup in LOOKUPS else (name, "exact")


def holds(row: Any, name: str, wanted: Any) -> bool:
    field, lookup = split(name)
    return LOOKUPS[lookup](getattr(row, field, None), wanted)
