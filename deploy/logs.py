"""Print the functions' logs, the newest last."""

import json
import time
from collections.abc import Iterator
from typing import Any

from deploy.site import Site
from deploy.stacks import Say

FUNCTIONS = ("http", "socket", "stream", "cognito", "job")
LAMBDA_LINES = ("INIT_START", "START RequestId", "END RequestId", "REPORT RequestId")
"""Lambda's own lines about each request, which are not shown."""
POLL_SECONDS = 2


def print_logs(site: Site, say: Say, *, minutes: float, follow: bool) -> None:
    """Print the lines of the last `minutes`, and with `follow` also every new one until Ctrl-C."""
    since = int((time.time() - minutes * 60) * 1000)
    while True:
        for event in sorted(_events(site, since), key=lambda event: event["timestamp"]):
            since = max(since, event["timestamp"] + 1)
            say(format_line(event["function"], event["message"].rstrip()))
        if not follow:
            return
        time.sleep(POLL_SECONDS)


def _events(site: Site, since: int) -> Iterator[dict[str, Any]]:
    for function in FUNCTIONS:
        pages = (
            site.client("logs")
            .get_paginator("filter_log_events")
            .paginate(logGroupName=f"/aws/lambda/{site.name}-{function}", startTime=since)
        )
        for page in pages:
            for event in page["events"]:
                # Lines with `_aws` are metrics.
                if not event["message"].startswith(LAMBDA_LINES) and '"_aws"' not in event["message"]:
                    yield {**event, "function": function}


def format_line(function: str, message: str) -> str:
    """Return a JSON log line in a readable form, and any other line as it is."""
    try:
        entry = json.loads(message)
        head = f"{entry.pop('time')[11:23]} {function:<7} {entry.pop('level'):<7} {entry.pop('message')}"
    except (ValueError, KeyError, AttributeError):
        return f"{'':12} {function:<7} {message}"
    trace = entry.pop("trace", None)
    extras = " ".join(f"{name}={value}" for name, value in entry.items())
    return f"{head}  {extras}" + (f"\n{trace}" if trace else "")
