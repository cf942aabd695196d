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
LOG_BYTES = 600
"""A request's access line and its metrics."""
PEOPLE = (0, 1_000, 1_000_000)


@dataclass(frozen=True)
class Act:
    """Once: capacity units, milliseconds and megabytes of a function, bytes out to people, requests and frames."""

    writes: float = 0
    reads: float = 0
    http: float = 0
    frames_in: float = 0
    frames_out: float = 0
    """To each socket in the room, its author's too."""
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
    pings: float = 60
    """One each half minute that the page is in front: half an hour of its two."""
    opened: float = 4
    """Sockets: a page loaded anew, a laptop woken."""


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


def _times(people: int, day: Day, acts: Mapping[str, Act]) -> dict[str, float]:
    """All that happens in a month, summed by field."""
    often = {
        "send": day.messages,
        "page": day.pages,
        "open": day.opened,
        "ping": day.pings,
    }
    total: dict[str, float] = {}
    for field in fields(Act):
        for name, times in often.items():
            each = day.room_online if (name, field.name) == ("send", "frames_out") else 1
            value = getattr(acts[name], field.name) * each * times * people * DAYS
            total[field.name] = total.get(field.name, 0.0) + value
    return total


def _over(used: float, what: str) -> float:
    return max(0.0, used - FREE[what])


PAGE = """# What it costs

US dollars a month in us-east-1, on demand, at the prices of {read}: look them up before you rely on them. Written by
`python -m deploy cost`, from what this build does (`deploy/cost.json`): writes, frames and reads of a send are counted
again by `tests/deploy/test_cost.py`; reads of a page, bytes and milliseconds are estimates from the access patterns and
a laptop. Not in it: taxes, storage beyond 25 GB ($0.25 a GB, and $0.20 for its recovery), mails ($0.10 a thousand
through SES), X-Ray.

A person's day: {messages:g} messages to rooms with {room:g} people online,
{pages:g} pages, {static:g} static files that the browser hasn't kept,
the page open for {hours:g} hours, half an hour of them in front ({pings:g} pings),
and {opened:g} sockets opened.

{table}

In the flat-rate plan, CloudFront and the firewall cost nothing up to a million requests and 100 GB a month: about
{planned} such people. With `--firewall off`, the firewall's line is gone.

## What dominates
{terms}

A frame goes to each page that is open, so a message's price grows with who is there, not with who is a member: ten
online, ten frames, $0.00001. A write costs as much as 0.6 frames.

## What would be cheaper, and why it isn't done
- No echo to the page that sent ({echo:.0f} % of frames): it has its answer already, but a person's other pages need the
  frame, and a request does not say which socket is its own.
- Fewer frames to hidden pages: they would count unread messages late.
- A ping each two minutes instead of each half: a ping finds a lost push, so half a minute is how long one stays lost.
"""


def page() -> str:
    """docs/cost.md."""
    day, columns = Day(), [month(people) for people in PEOPLE]
    rows = [[name, *(f"{column[name]:,.2f}" for column in columns)] for name in columns[0]]
    rows.append(["**all**", *(f"**{sum(column.values()):,.2f}**" for column in columns)])
    head = ["", "idle", *(f"{people:,} people a day" for people in PEOPLE[1:])]
    lines = [head, ["---", *["---:"] * len(columns)], *rows]
    busy = columns[-1]
    most = sorted(busy, key=lambda name: -busy[name])[:3]
    return PAGE.format(
        read=prices.READ,
        messages=day.messages,
        room=day.room_online,
        pages=day.pages,
        static=day.static_files,
        hours=day.hours_open,
        pings=day.pings,
        opened=day.opened,
        table="\n".join(f"| {' | '.join(line)} |" for line in lines),
        terms="\n".join(f"- {name}: {busy[name] / sum(busy.values()):.0%} at a million people a day" for name in most),
        planned=int(1e6 / DAYS / (day.messages + day.pages + day.static_files)),
        echo=100 * day.messages / (day.messages * day.room_online + 2 * day.pings),
    )
