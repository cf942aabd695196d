"""`python -m tests.bench.bridge`: what Mangum and our bridge add to a plain view, in milliseconds, as JSON.

The same view by bare WSGI and by the handler, from a real event, in turns.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatify.settings")

from chatify.bridge import environ  # needs the settings above
from chatify.wsgi import application
from deploy.handlers.http import handler

EVENT = json.loads((Path(__file__).parents[1] / "deploy/events/http_get.json").read_text())
TIMES = 2000


def main() -> None:
    headers = [(name.encode(), value.encode()) for name, value in EVENT["headers"].items()]
    scope = {"method": "GET", "path": "/healthz", "query_string": b"", "headers": headers, "scheme": "https"}
    event = EVENT | {"rawPath": "/healthz", "rawQueryString": "", "queryStringParameters": {}}
    context = SimpleNamespace(aws_request_id="bench")

    def by_wsgi() -> None:
        answered: list[str] = []

        def start(status: str, headers: Any, exc_info: Any = None, /) -> Callable[[bytes], object]:
            answered.append(status)
            return len

        b"".join(application(environ(scope, b""), start))
        assert answered == ["200 OK"], answered

    def by_handler() -> None:
        answer = handler(event, context)
        assert answer["statusCode"] == 200, answer

    took: dict[str, list[float]] = {"wsgi": [], "handler": []}
    for number in range(TIMES + 100):
        for name, act in (("wsgi", by_wsgi), ("handler", by_handler)):
            spent = timed(act)
            if number >= 100:
                took[name].append(spent)
    json.dump({name: median(found) for name, found in took.items()}, sys.stdout)


def timed(act: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


main()
