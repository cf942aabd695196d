"""What the functions say, the newest last."""

import json
import time
from collections.abc import Iterator
from typing import Any

from deploy.site import Site
from deploy.stacks import Say

FUNCTIONS = ("http", "socket", "stream", "cognito", "job")
QUIET = ("INIT_START", "START RequestId", "END RequestId", "REPORT RequestId")


def show(site: Site, say: Say, *, minutes: float, follow: bool) -> None:
    since = int((time.time() - minutes * 60) * 1000)
    while True:
        for event in sorted(_events(site, since), key=lambda event: event["timestamp"]):
            since = max(since, event["timestamp"] + 1)
            say(line(event["function"], event["message"].rstrip()))
        if not follow:
            return
        time.sleep(2)


def _events(site: Site, since: int) -> Iterator[dict[str, Any]]:
    for function in FUNCTIONS:
        pages = (
            site.client("logs")
            .get_paginator("filter_log_events")
            .paginate(logGroupName=f"/aws/lambda/{site.name}-{function}", startTime=since)
        )
        for page in pages:
            for event in page["events"]:
                if not event["message"].startswith(QUIET) and '"_aws"' not in event["message"]:
                    yield {**event, "function": function}


def line(function: str, message: str) -> str:
    """A JSON line as a person reads it; anything else as it is."""
    try:
        told = json.loads(message)
        head = f"{told.pop('time')[11:23]} {function:<7} {told.pop('level'):<7} {told.pop('message')}"
    except (ValueError, KeyError, AttributeError):
        return f"{'':12} {function:<7} {message}"
    trace = told.pop("trace", None)
    rest = " ".join(f"{name}={value}" for name, value in told.items())
    return f"{head}  {rest}" + (f"\n{trace}" if trace else "")
