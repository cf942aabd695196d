"""What a month costs, from what this very build was measured to do; `python -m deploy cost` writes docs/cost.md.

The counts are in cost.json, which tests/deploy/test_cost.py measures anew and compares.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from deploy import prices
from deploy.prices import FREE

COUNTS = Path(__file__).parent / "cost.json"
DAYS = 30
SECONDS = 86_400


@dataclass(frozen=True)
class Act:
    """Once: capacity units, milliseconds and megabytes of a function, bytes out to people, requests and frames."""

    writes: float = 0
    reads: float = 0
    http: float = 0
    frames_in: float = 0
    frames_out: float = 0
    """A person online in the same room."""
    invocations: float = 0
    ms: float = 0
    bytes_out: float = 0


@dataclass(frozen=True)
class Day:
    """One person's, on average. The assumptions of every table here."""

    messages: float = 50
    room_online: float = 10
    """People with the page open in the room that a message goes to, its author among them."""
    hours_open: float = 2
    pages: float = 20
    static_files: float = 10
    """Not in the browser's cache."""
    pings_per_hour: float = 120


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
    frames = total["frames_in"] + total["frames_out"]
    seconds = total["ms"] / 1000 * 1.0
    costs = {
        "WebSocket messages": frames * prices.SOCKET_MESSAGE,
        "WebSocket minutes": people * DAYS * day.hours_open * 60 * prices.SOCKET_MINUTE,
        "HTTP API": total["http"] * prices.HTTP_REQUEST,
        "Lambda": _over(total["invocations"], "lambda_requests") * prices.LAMBDA_REQUEST
        + _over(seconds, "lambda_gb_seconds") * prices.LAMBDA_GB_SECOND,
        "DynamoDB writes": total["writes"] * prices.WRITE_UNIT,
        "DynamoDB reads": total["reads"] * prices.READ_UNIT,
        "CloudFront": 0.0
        if plan
        else _over(requests, "cloudfront_requests") * prices.CLOUDFRONT_REQUEST
        + _over(total["bytes_out"] / 1e9, "cloudfront_gb") * prices.CLOUDFRONT_GB,
        "Firewall": 0.0 if plan else prices.FIREWALL + requests * prices.FIREWALL_REQUEST,
        "Logs": _over(total["http"] * LOG_BYTES / 1e9, "log_gb") * prices.LOG_GB,
        "Cognito": _over(people, "cognito_people") * prices.COGNITO_PERSON[tier],
    }
    return {name: round(value, 2) for name, value in costs.items()}


LOG_BYTES = 600
"""A request's access line and its metrics."""


def _times(people: int, day: Day, acts: Mapping[str, Act]) -> dict[str, float]:
    """All that happens in a month, summed by field."""
    often = {
        "send": day.messages,
        "page": day.pages,
        "open": 4.0,
        "ping": day.hours_open * day.pings_per_hour,
    }
    others = day.room_online - 1
    total: dict[str, float] = {}
    for field in fields(Act):
        for name, times in often.items():
            value = getattr(acts[name], field.name) * times * people * DAYS
            total[field.name] = total.get(field.name, 0.0) + value * (
                others if field.name == "frames_out" and name == "send" else 1
            )
    return total


def _over(used: float, what: str) -> float:
    return max(0.0, used - FREE[what])
