"""What the bridge and Mangum add to a plain view: `python -m tests.bench.bridge`. Goal: at most 0.3 ms.

The same view, once by WSGI as Django's test handler would call it, once by the function behind the HTTP API.
"""

import json
import logging
import statistics
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from time import perf_counter
from typing import Any

EVENT = Path(__file__).parents[1] / "deploy" / "events" / "http_get.json"
ROUNDS = 3000


def main() -> None:
    import django
    from django.test.utils import override_settings

    django.setup()
    logging.getLogger("mangum").setLevel(logging.WARNING)
    with override_settings(ROOT_URLCONF="tests.deploy.urls", ALLOWED_HOSTS=["chat.example.org"]):
        event = _event()
        by_handler, by_wsgi = _handler(event), _wsgi(event)
        plain, whole = _interleaved(by_wsgi, by_handler)
    added = whole - plain
    print(f"view by WSGI {plain:.3f} ms · through bridge and Mangum {whole:.3f} ms · added {added:.3f} ms")
    print(f"ratio {whole / plain:.2f}")


def _event() -> dict[str, Any]:
    event: dict[str, Any] = json.loads(EVENT.read_text())
    event["rawPath"] = event["requestContext"]["http"]["path"] = "/healthz"
    return event


def _handler(event: dict[str, Any]) -> Callable[[], object]:
    from deploy.handlers.http import handler

    return lambda: handler(event, None)


def _wsgi(event: dict[str, Any]) -> Callable[[], object]:
    from chatify.wsgi import application

    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in event["headers"].items()}
    headers |= {"HTTP_HOST": "chat.example.org", "HTTP_COOKIE": "; ".join(event["cookies"])}
    fixed = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/healthz",
        "QUERY_STRING": event["rawQueryString"],
        "SERVER_NAME": "x",
        "SERVER_PORT": "443",
        "wsgi.url_scheme": "https",
    }

    def call() -> bytes:
        answer: Any = application({**headers, **fixed, "wsgi.input": BytesIO()}, lambda *_: None)  # type: ignore[arg-type]
        body = b"".join(answer)
        answer.close()
        return body

    return call


def _interleaved(*calls: Callable[[], object]) -> list[float]:
    """Medians in milliseconds; by turns, so that a busy machine weighs on both alike."""
    times: list[list[float]] = [[] for _ in calls]
    for turn in range(ROUNDS):
        for call, taken in zip(calls, times, strict=True):
            start = perf_counter()
            call()
            if turn > 100:
                taken.append((perf_counter() - start) * 1000)
    return [statistics.median(taken) for taken in times]


if __name__ == "__main__":
    main()
