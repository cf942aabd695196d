"""What was measured beside what is aimed at."""

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
    """The goal is a floor, not a ceiling."""

    @property
    def met(self) -> bool | None:
        if self.goal is None:
            return None
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"met": self.met}


def quantile(samples: Sequence[float], part: float) -> float:
    """`part` of 0 to 1; NaN of nothing, which meets no goal."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, round(part * (len(ordered) - 1)))] if ordered else float("nan")


def shown(rows: Sequence[Row]) -> str:
    return "\n".join(map(line, rows))


def line(row: Row) -> str:
    goal = "" if row.goal is None else f"{'≥' if row.at_least else '≤'} {row.goal:g}"
    mark = {None: " ", True: "✓", False: "✗"}[row.met]
    return f"{mark} {row.name:<42} {row.value:>8.2f} {row.unit:<12} {goal}".rstrip()
