"""`python -m tests.bench.bridge`: what Mangum and our bridge add to a plain view, in milliseconds, as JSON.

The same view by bare WSGI and by the function behind the HTTP API, by turns, so that a busy machine weighs on both.
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
    event = asked(json.loads(EVENT.read_text()))
    took = by_turns(by_wsgi(event["headers"]), lambda: handler(event, None))
    json.dump(dict(zip(("wsgi", "handler"), took, strict=True)), sys.stdout)


def asked(event: dict[str, Any]) -> dict[str, Any]:
    """The recorded request, for a view without a database, at a host that is ours here."""
    event["headers"] |= {"host": "localhost", "x-forwarded-host": "localhost"}
    event["rawPath"] = event["requestContext"]["http"]["path"] = "/healthz"
    assert handler(event, None)["statusCode"] == 200
    return event


def by_wsgi(headers: dict[str, str]) -> Callable[[], object]:
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


def by_turns(*calls: Callable[[], object]) -> list[float]:
    """Medians, in milliseconds."""
    times: list[list[float]] = [[] for _ in calls]
    for turn in range(TURNS + WARM_UP):
        for call, taken in zip(calls, times, strict=True):
            begun = perf_counter()
            call()
            if turn >= WARM_UP:
                taken.append((perf_counter() - begun) * 1000)
    return list(map(median, times))


if __name__ == "__main__":
    main()
