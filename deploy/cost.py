"""Compute the price of a month from the resources that this build uses.

`make cost` counts them into cost.json and writes docs/cost.md. `tests/deploy/test_cost.py` counts them again and fails
if either file is out of date.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from deploy import prices
from deploy.prices import FREE

COUNTED = Path(__file__).parent / "cost.json"
DAYS = 30
CALL_MS = 5
"""The time of a DynamoDB call in the same region: AWS promises “single-digit milliseconds”."""
PUSH_MS, PUSHES_AT_ONCE = 10, 25
PROCESSOR = 1024 / 1769
"""The share of a processor that a function of 1,024 MB gets."""
GIGABYTES = 1.0
LOG_BYTES = 600
"""The size of a request's access log line and its metrics."""
PEOPLE = (0, 1_000, 1_000_000)
"""People a day, the columns of the table in docs/cost.md."""
SNAPSHOTS = 2
"""Functions that SnapStart starts from a snapshot: http and socket."""


@dataclass(frozen=True)
class Usage:
    """The resources that one activity uses, such as sending a message.

    Capacity units and calls of DynamoDB, HTTP requests, frames, invocations, processor time, compressed bytes sent.
    """

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
        """The duration of the invocation: processor time, the calls one after another, the pushes in parallel."""
        pushes = -(-self.frames_out // PUSHES_AT_ONCE) * PUSH_MS
        return self.cpu_ms / PROCESSOR + self.calls * CALL_MS + pushes


@dataclass(frozen=True)
class Day:
    """How often an average person does each activity a day. Every table assumes this."""

    send: float = 50
    typing: float = 100
    """A frame every six seconds, and ten seconds for typing a message of forty letters."""
    read: float = 160
    """The person's own messages, and the quarter of 450 messages by others that arrive while the person looks."""
    page: float = 20
    open: float = 4
    """Sockets opened, because a page is loaded or a laptop wakes up."""
    ping: float = 60
    """One every half minute while the page is in front, which is half an hour of its two."""
    look_away: float = 20
    """Times that a page is hidden for more than a moment, or shown again."""
    static_files: float = 10
    """Files that are not in the browser's cache."""
    hours_open: float = 2


ONLINE, HIDDEN = 10, 7
"""Members who have the page open, the author among them; and how many of them look at something else."""
ACTIVITIES = ("send", "typing", "read", "page", "open", "ping", "look_away")
Costs = dict[str, float]


def load_usage() -> dict[str, Usage]:
    """Return the counted usage of each activity."""
    return {name: Usage(**fields) for name, fields in json.loads(COUNTED.read_text()).items()}


def month(
    people: int,
    *,
    day: Day = Day(),
    usage: Mapping[str, Usage] | None = None,
    tier: str = "ESSENTIALS",
    plan: bool = False,
) -> Costs:
    """Return the US dollars a month by service.

    With `plan`, CloudFront and the firewall cost nothing, which holds within the plan's million requests.
    """
    total = _sum_month(people, day, usage or load_usage())
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
        "Logs": _above_free(total["http"] * LOG_BYTES / 1e9, "log_gb") * prices.LOG_GB,
        "Cognito": _above_free(people, "cognito_people") * prices.COGNITO_PERSON[tier],
    }
    return {name: round(value, 2) for name, value in costs.items()}


def snapshots(gigabytes: float) -> float:
    """Return the US dollars a month for keeping a snapshot of each SnapStart function with this much memory."""
    return round(SNAPSHOTS * gigabytes * DAYS * 86_400 * prices.SNAPSHOT_GB_SECOND, 2)


def _sum_month(people: int, day: Day, usage: Mapping[str, Usage]) -> dict[str, float]:
    """Return the usage of all people in a month, by field."""
    times = {activity: getattr(day, activity) * people * DAYS for activity in ACTIVITIES}
    names = [field.name for field in fields(Usage)] + ["ms"]
    return {name: sum(getattr(usage[activity], name) * times[activity] for activity in ACTIVITIES) for name in names}


def _edge(requests: float, bytes_out: float) -> Costs:
    for_requests = _above_free(requests, "cloudfront_requests") * prices.CLOUDFRONT_REQUEST
    for_bytes = _above_free(bytes_out / 1e9, "cloudfront_gb") * prices.CLOUDFRONT_GB
    return {"CloudFront": for_requests + for_bytes, "Firewall": prices.FIREWALL + requests * prices.FIREWALL_REQUEST}


def _functions(invocations: float, seconds: float) -> float:
    for_requests = _above_free(invocations, "lambda_requests") * prices.LAMBDA_REQUEST
    return for_requests + _above_free(seconds, "lambda_gb_seconds") * prices.LAMBDA_GB_SECOND


def _above_free(used: float, resource: str) -> float:
    return max(0.0, used - FREE[resource])
