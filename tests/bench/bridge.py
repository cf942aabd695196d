"""Measure what Mangum and our bridge add to a plain view: `python -m tests.bench.bridge` prints milliseconds as JSON.

The same view is called by bare WSGI and by the Lambda function, in turns, so that a busy machine slows both alike.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatify.settings")

from chatify.web.asgi_bridge import environ
from chatify.wsgi import application
from deploy.handlers.http import handler

EVENT = Path(__file__).parents[1] / "deploy" / "events" / "http_get.json"
TURNS = 3000
WARM_UP = 100


def main() -> None:
    event = health_check_event(json.loads(EVENT.read_text()))
    medians = time_in_turns(wsgi_call(event["headers"]), lambda: handler(event, None))
    json.dump(dict(zip(("wsgi", "handler"), medians, strict=True)), sys.stdout)


def health_check_event(event: dict[str, Any]) -> dict[str, Any]:
    """Turn a recorded event into one for a view without a database, at a host that the settings allow."""
    event["headers"] |= {"host": "localhost", "x-forwarded-host": "localhost"}
    event["rawPath"] = event["requestContext"]["http"]["path"] = "/healthz"
    assert handler(event, None)["statusCode"] == 200
    return event


def wsgi_call(headers: dict[str, str]) -> Callable[[], object]:
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"method": "GET", "path": "/healthz", "query_string": b"", "headers": pairs, "scheme": "https"}

    def start(status: str, headers: Any, exc_info: Any = None, /) -> Callable[[bytes], object]:
        assert status == "200 OK", status
        return len

    def call() -> bytes:
        answer: Any = application(environ(scope, b""), start)
        body = b"".join(answer)
        answer.close()
        return body

    return call


def time_in_turns(*calls: Callable[[], object]) -> list[float]:
    """Return the median of each call, in milliseconds."""
    times: list[list[float]] = [[] for _ in calls]
    for turn in range(TURNS + WARM_UP):
        for call, samples in zip(calls, times, strict=True):
            start = perf_counter()
            call()
            if turn >= WARM_UP:
                samples.append((perf_counter() - start) * 1000)
    return list(map(median, times))


if __name__ == "__main__":
    main()
