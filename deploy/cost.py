"""What a month costs, from what this very build does: `make cost` counts it into cost.json and writes docs/cost.md.

`tests/deploy/test_cost.py` counts it again and fails where cost.json, or the page, is stale.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from deploy import prices
from deploy.prices import FREE

COUNTS = Path(__file__).parent / "cost.json"
DAYS = 30
CALL_MS = 5
"""A call of DynamoDB in its region: "single-digit milliseconds" says AWS."""
PUSH_MS, PUSHES_AT_ONCE = 10, 25
PROCESSOR = 1024 / 1769
"""Of one, which a function of 1,024 MB gets."""
GIGABYTES = 1.0
LOG_BYTES = 600
"""A request's access line and its metrics."""
PEOPLE = (0, 1_000, 1_000_000)


@dataclass(frozen=True)
class Act:
    """Of one: capacity units, calls of DynamoDB, requests, frames, invocations, processor, compressed bytes out."""

    writes: float = 0
    reads: float = 0
    calls: float = 0
    http: float = 0
    frames_in: float = 0
    frames_out: float = 0
    invocations: float = 0
    cpu_ms: float = 0
    bytes_out: float = 0

    @property
    def ms(self) -> float:
        """How long a function works on it: its own work, its calls one after the other, its pushes side by side."""
        pushing = -(-self.frames_out // PUSHES_AT_ONCE) * PUSH_MS
        return self.cpu_ms / PROCESSOR + self.calls * CALL_MS + pushing


@dataclass(frozen=True)
class Day:
    """How often one person does what, on average. The assumptions of every table."""

    send: float = 50
    typing: float = 100
    """A frame each six seconds, while a message of forty letters is typed in ten."""
    read: float = 160
    """One's own, and a quarter of the 450 that others write in the two hours: those that come while one looks."""
    page: float = 20
    open: float = 4
    """Sockets: a page loaded anew, a laptop woken."""
    ping: float = 60
    """One each half minute that the page is in front: half an hour of its two."""
    look_away: float = 20
    """Pages that are hidden for more than a moment, or shown again."""
    static_files: float = 10
    """Not in the browser's cache."""
    hours_open: float = 2


ONLINE, HIDDEN = 10, 7
"""People in the room with the page open, its author among them; and those of them who look at something else."""
ACTS = ("send", "typing", "read", "page", "open", "ping", "look_away")
Costs = dict[str, float]


def counts() -> dict[str, Act]:
    return {name: Act(**one) for name, one in json.loads(COUNTS.read_text()).items()}


def month(
    people: int,
    *,
    day: Day = Day(),
    acts: Mapping[str, Act] | None = None,
    tier: str = "ESSENTIALS",
    plan: bool = False,
) -> Costs:
    """US dollars by what is paid for. `plan`: CloudFront's flat-rate plan, within its million requests."""
    total = _times(people, day, acts or counts())
    requests = total["http"] + people * DAYS * day.static_files
    edge = {"CloudFront": 0.0, "Firewall": 0.0} if plan else _edge(requests, total["bytes_out"])
    costs = {
        "WebSocket messages": (total["frames_in"] + total["frames_out"]) * prices.SOCKET_MESSAGE,
        "WebSocket minutes": people * DAYS * day.hours_open * 60 * prices.SOCKET_MINUTE,
        "HTTP API": total["http"] * prices.HTTP_REQUEST,
        "Lambda": _functions(total["invocations"], total["ms"] / 1000 * GIGABYTES),
        "DynamoDB writes": total["writes"] * prices.WRITE_UNIT,
        "DynamoDB reads": total["reads"] * prices.READ_UNIT,
        **edge,
        "Logs": _over(total["http"] * LOG_BYTES / 1e9, "log_gb") * prices.LOG_GB,
        "Cognito": _over(people, "cognito_people") * prices.COGNITO_PERSON[tier],
    }
    return {name: round(value, 2) for name, value in costs.items()}


def _times(people: int, day: Day, acts: Mapping[str, Act]) -> dict[str, float]:
    """All that happens in a month, summed by field."""
    often = {name: getattr(day, name) * people * DAYS for name in ACTS}
    names = [field.name for field in fields(Act)] + ["ms"]
    return {name: sum(getattr(acts[act], name) * times for act, times in often.items()) for name in names}


def _edge(requests: float, bytes_out: float) -> Costs:
    asked = _over(requests, "cloudfront_requests") * prices.CLOUDFRONT_REQUEST
    sent = _over(bytes_out / 1e9, "cloudfront_gb") * prices.CLOUDFRONT_GB
    return {"CloudFront": asked + sent, "Firewall": prices.FIREWALL + requests * prices.FIREWALL_REQUEST}


def _functions(invocations: float, seconds: float) -> float:
    called = _over(invocations, "lambda_requests") * prices.LAMBDA_REQUEST
    return called + _over(seconds, "lambda_gb_seconds") * prices.LAMBDA_GB_SECOND


def _over(used: float, what: str) -> float:
    return max(0.0, used - FREE[what])
