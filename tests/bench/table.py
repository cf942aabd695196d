"""Rows of measurements beside their goals."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    name: str
    value: float
    unit: str
    goal: float | None = None
    at_least: bool = False
    """The goal is a minimum instead of a maximum."""

    @property
    def is_met(self) -> bool | None:
        if self.goal is None:
            return None
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"met": self.is_met}


def quantile(samples: Sequence[float], part: float) -> float:
    """Return the quantile at `part`, from 0 to 1. Without samples it is NaN, which meets no goal."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, round(part * (len(ordered) - 1)))] if ordered else float("nan")


def format_rows(rows: Sequence[Row]) -> str:
    return "\n".join(map(format_row, rows))


def format_row(row: Row) -> str:
    goal = "" if row.goal is None else f"{'≥' if row.at_least else '≤'} {row.goal:g}"
    mark = {None: " ", True: "✓", False: "✗"}[row.is_met]
    return f"{mark} {row.name:<50} {row.value:>8.2f} {row.unit:<12} {goal}".rstrip()
