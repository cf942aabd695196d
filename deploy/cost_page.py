"""docs/cost.md, written from the model of `deploy.cost`."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from deploy import cost, prices
from deploy.cost import ACTS, DAYS, HIDDEN, ONLINE, PEOPLE, Act, Costs, Day, counts, month

PATH = Path(__file__).resolve().parents[1] / "docs" / "cost.md"
PAGE = """# What it costs

US dollars a month in us-east-1, on demand, at the prices of {read}: look them up before you rely on them. Written by
`make cost` from what this build does, counted by the doors that people use, in units by the sizes of items
(`deploy/cost.json`); a test counts it again and fails where this page is stale. Not in it: taxes, storage beyond 25 GB
($0.25 a GB, and $0.20 for its recovery), mails ($0.10 a thousand through SES), X-Ray.

{totals}

In the flat-rate plan, CloudFront and the firewall cost nothing up to a million requests and 100 GB a month: about
{planned} such people. With `--firewall off`, the firewall's line is gone.

## A person's day
The page open for {hours:g} hours, a quarter of them in front; rooms with {online} people online, of whom {hidden} look
at something else just then.

{acts}

Estimated, not counted: a call of DynamoDB takes {call} ms, {at_once} pushes together {push} ms, and a function of
1,024 MB has {share:.2f} of a processor (the table's milliseconds are of a whole one, where it was counted). What else
people do (reactions, edits, searches) is rare beside it.

## What dominates
{terms}

A frame goes to each page that is open, so a message's price grows with who is there, not with who is a member. A write
costs as much as 0.6 frames.

## What was cut
- No echo to the page that sent a message: its request has the answer. {echo}
- None to the page that read one: only the person's other pages learn it. {reading}
- No “is typing” and no presence to pages that nobody sees. {typing}

## What would be cheaper, and why it isn't done
- Fewer messages to hidden pages: they would count unread ones late, and a hint with the request that it causes costs
  more than the frame.
- No reactions and edits to hidden pages: at twenty a person and day that would be 4% less, a request the more at each
  return, and what one looks at would change under one's eyes.
- A ping each two minutes instead of each half: a ping finds a lost push, so half a minute is how long one stays lost.
- What was read told each ten seconds instead of as it is seen: {read_cost}, but other devices' badges would lag.
"""
FIELDS = {
    "writes": "write units",
    "reads": "read units",
    "calls": "calls",
    "http": "requests",
    "frames_in": "frames in",
    "frames_out": "frames out",
    "cpu_ms": "ms",
    "bytes_out": "bytes out",
}
WORDS = {
    "send": "messages sent",
    "typing": "“is typing”",
    "read": "messages read, while one looks",
    "page": "pages loaded",
    "open": "sockets opened, synced and closed",
    "ping": "pings, in 20 conversations",
    "look_away": "pages hidden, or shown again",
}


def text() -> str:
    columns, busy = [month(people) for people in PEOPLE], month(PEOPLE[-1])
    day = Day()
    most = sorted(busy, key=lambda name: -busy[name])[:4]
    return PAGE.format(
        read=prices.READ,
        totals=_totals(columns),
        planned=planned(),
        hours=day.hours_open,
        online=ONLINE,
        hidden=HIDDEN,
        acts=_acts(day),
        call=cost.CALL_MS,
        at_once=cost.PUSHES_AT_ONCE,
        push=cost.PUSH_MS,
        share=cost.PROCESSOR,
        terms="\n".join(f"- {name}: {busy[name] / sum(busy.values()):.0%} at a million people a day" for name in most),
        echo=_saved("send", frames_out=ONLINE),
        reading=_saved("read", frames_out=1),
        typing=_saved("typing", frames_out=ONLINE - 1),
        read_cost=f"reading is {_share('read'):.0%} of all",
    )


def planned() -> int:
    """How many people a day the flat-rate plan's million requests a month are for."""
    day = Day()
    asked = sum(getattr(day, name) * act.http for name, act in counts().items()) + day.static_files
    return int(1e6 / DAYS / asked)


def _totals(columns: list[Costs]) -> str:
    rows = [[name, *(f"{column[name]:,.2f}" for column in columns)] for name in columns[0]]
    rows.append(["**all**", *(f"**{sum(column.values()):,.2f}**" for column in columns)])
    return _table(["", "idle", *(f"{people:,} people a day" for people in PEOPLE[1:])], rows)


def _acts(day: Day) -> str:
    known = counts()
    rows = [
        [WORDS[name], f"{getattr(day, name):g}", *(f"{getattr(known[name], field) or '':}" for field in FIELDS)]
        for name in ACTS
    ]
    return _table(["", "a day", *FIELDS.values()], rows)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _saved(name: str, **uncut: float) -> str:
    """By what the WebSocket's frames would be more."""
    known = counts()
    before = _frames({**known, name: replace(known[name], **uncut)})
    return f"It saves {1 - _frames(known) / before:.0%} of all frames."


def _frames(acts: Mapping[str, Act]) -> float:
    return month(PEOPLE[-1], acts=acts)["WebSocket messages"]


def _share(name: str) -> float:
    """Of the month's price."""
    known = counts()
    without = month(PEOPLE[-1], acts={**known, name: Act()})
    return 1 - sum(without.values()) / sum(month(PEOPLE[-1]).values())
