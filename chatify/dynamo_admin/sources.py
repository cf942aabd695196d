"""Where rows come from. An admin names a source; the adapter asks it for pages and keys and knows no table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Conditions = Mapping[str, Any]
"""Django's lookups, all of them to hold: `{"status": "open", "created_at__gte": …}`."""


class NoIndexAnswers(Exception):
    """These conditions could be met only by reading everything."""

    def __init__(self, conditions: Conditions) -> None:
        names = " and ".join(name.replace("__", " ").replace("_", " ") for name in sorted(conditions))
        super().__init__(f"No index answers a list by {names}. Choose fewer filters, or search.")


class BadCursor(Exception):
    """Not a place in this list."""


@dataclass(frozen=True, slots=True)
class Page:
    results: Sequence[Any]
    next: str | None = None
    """Where the next page starts; None at the end."""
    stopped_early: bool = False
    """The read budget was used up before the page was full: there may be more behind `next`."""


class Source(Protocol):
    def get(self, pk: str) -> Any | None:
        """One row, or None."""

    def many(self, pks: Sequence[str]) -> Sequence[Any]:
        """Those that exist."""

    def page(self, conditions: Conditions, cursor: str | None, limit: int) -> Page:
        """Raises `NoIndexAnswers`, `BadCursor`."""
