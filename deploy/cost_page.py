"""Write docs/cost.md from the model in `deploy.cost`."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from deploy import cost, prices
from deploy.cost import ACTIVITIES, DAYS, HIDDEN, ONLINE, PEOPLE, Costs, Day, Usage, load_usage, month

PATH = Path(__file__).resolve().parents[1] / "docs" / "cost.md"
PAGE = """# What it costs

These are US dollars a month in us-east-1, on demand, at the prices of {read}: look them up before you rely on them.
`make cost` writes this page from what this build does. It counts the resources of each activity, done in the way that
people do it, and computes capacity units from the sizes of items (`deploy/cost.json`). A test counts them again and
fails if this page is out of date. The page leaves out taxes, storage beyond 25 GB ($0.25 a GB, and $0.20 for its
backup), mails ($0.10 a thousand through SES) and X-Ray.

{totals}

In the flat-rate plan, CloudFront and the firewall cost nothing up to a million requests and 100 GB a month. That is
enough for about {planned} people who use the site as below. With `--firewall off`, the firewall costs nothing.

## SnapStart
With `--snap-start on`, Lambda starts {functions} functions (http and socket) from a snapshot of their memory instead of
importing everything. AWS charges for keeping each snapshot and for restoring it:

- ${snapshot:.2f} a month for each function of 1 GB (the default memory), so **${snapshots:.2f} a month** for both;
- ${restores:.2f} for every thousand cold starts.

It is off by default. Snapshots exist of published versions only, so with SnapStart both APIs call the alias `live` of
the newest version. During an update, the snapshots of two versions are paid for.

## A person's day
The page is open for {hours:g} hours and in front for a quarter of them. A conversation has {online} people online, and
{hidden} of them are looking at something else.

{acts}

Some numbers are estimates: a DynamoDB call takes {call} ms, {at_once} parallel pushes take {push} ms, and a function of
1,024 MB has {share:.2f} of a processor (the table's milliseconds are of the whole processor that counted them). What
else people do (reactions, edits, searches) is rare in comparison.

## What dominates
{terms}

Every open page gets a frame, so the price of a message grows with the people who are online, not with the number of
members. A write costs as much as 0.6 frames.

## What we have reduced
- The page that sends a message gets no echo, because the answer to its request contains the message. {echo}
- The page that reads a message is not told so. Only the person's other pages are. {reading}
- Pages that nobody sees get no “is typing” and no presence. {typing}

## What would be cheaper, and why we do not do it
- Sending fewer messages to hidden pages: their unread counts would be late, and a hint with the request that it causes
  costs more than the frame.
- Sending no reactions and edits to hidden pages: with twenty a person and day, that would save 4%, but would cost a
  request whenever somebody returns, and the page would change before their eyes.
- Pinging every two minutes instead of every half minute: a ping discovers a lost push, so half a minute is how long a
  push stays lost.
- Reporting what was read every ten seconds instead of immediately: {read_cost}, but the badges on other devices
  would be late.
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
    "read": "messages read",
    "page": "pages loaded",
    "open": "sockets opened, synced and closed",
    "ping": "pings, in 20 conversations",
    "look_away": "pages hidden or shown again",
}


def render() -> str:
    """Return the page."""
    columns, busy = [month(people) for people in PEOPLE], month(PEOPLE[-1])
    day = Day()
    largest = sorted(busy, key=lambda name: -busy[name])[:4]
    return PAGE.format(
        read=prices.READ,
        totals=_totals(columns),
        planned=people_in_plan(),
        functions=cost.SNAPSHOTS,
        snapshot=cost.snapshots(1) / cost.SNAPSHOTS,
        snapshots=cost.snapshots(1),
        restores=1000 * prices.SNAPSHOT_RESTORE_GB,
        hours=day.hours_open,
        online=ONLINE,
        hidden=HIDDEN,
        acts=_activities(day),
        call=cost.CALL_MS,
        at_once=cost.PUSHES_AT_ONCE,
        push=cost.PUSH_MS,
        share=cost.PROCESSOR,
        terms="\n".join(
            f"- {name}: {busy[name] / sum(busy.values()):.0%} at a million people a day" for name in largest
        ),
        echo=_saved("send", frames_out=ONLINE),
        reading=_saved("read", frames_out=1),
        typing=_saved("typing", frames_out=ONLINE - 1),
        read_cost=f"reading is {_share('read'):.0%} of the whole price",
    )


def people_in_plan() -> int:
    """Return for how many people a day the flat-rate plan's million requests a month are enough."""
    day = Day()
    by_activity = (getattr(day, activity) * usage.http for activity, usage in load_usage().items())
    return int(1e6 / DAYS / (sum(by_activity) + day.static_files))


def _totals(columns: list[Costs]) -> str:
    rows = [[name, *(f"{column[name]:,.2f}" for column in columns)] for name in columns[0]]
    rows.append(["**all**", *(f"**{sum(column.values()):,.2f}**" for column in columns)])
    return _table(["", "idle", *(f"{people:,} people a day" for people in PEOPLE[1:])], rows)


def _activities(day: Day) -> str:
    usage = load_usage()
    rows = [
        [WORDS[name], f"{getattr(day, name):g}", *(f"{getattr(usage[name], field) or '':}" for field in FIELDS)]
        for name in ACTIVITIES
    ]
    return _table(["", "a day", *FIELDS.values()], rows)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _saved(name: str, **before: float) -> str:
    """Say which share of all frames a reduction saves, given the activity's usage before it."""
    usage = load_usage()
    price_before = _frames_price({**usage, name: replace(usage[name], **before)})
    return f"This saves {1 - _frames_price(usage) / price_before:.0%} of all frames."


def _frames_price(usage: Mapping[str, Usage]) -> float:
    return month(PEOPLE[-1], usage=usage)["WebSocket messages"]


def _share(name: str) -> float:
    """Return the activity's share of the whole price."""
    without = month(PEOPLE[-1], usage={**load_usage(), name: Usage()})
    return 1 - sum(without.values()) / sum(month(PEOPLE[-1]).values())
