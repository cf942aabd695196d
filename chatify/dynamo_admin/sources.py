"""The protocol of a source. The admin asks its source for pages and for rows by key, and knows no table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Conditions = Mapping[str, Any]
"""Django's lookups, which must all hold: `{"status": "open", "created_at__gte": …}`."""


class NoIndexAnswers(Exception):
    """Only reading the whole table could answer these conditions."""

    def __init__(self, conditions: Conditions) -> None:
        names = " and ".join(name.replace("__", " ").replace("_", " ") for name in sorted(conditions))
        super().__init__(f"No index answers a list by {names}. Choose fewer filters, or search.")


class BadCursor(Exception):
    """The cursor is not a position in this list."""


@dataclass(frozen=True, slots=True)
class Page:
    results: Sequence[Any]
    next: str | None = None
    """Where the next page starts; None at the end."""
    stopped_early: bool = False
    """Whether the read budget ended before the page was full; `next` continues there."""


class Source(Protocol):
    def get(self, pk: str) -> Any | None:
        """Return one row, or None."""

    def many(self, pks: Sequence[str]) -> Sequence[Any]:
        """Return those of the rows that exist."""

    def page(self, conditions: Conditions, cursor: str | None, limit: int) -> Page:
        """Return one page. Raises `NoIndexAnswers`, `BadCursor`."""
