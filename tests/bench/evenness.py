"""Whether time tells if an e-mail is known: `python -m tests.bench.evenness [tries]`. By hand: a busy machine blurs it.

Known and unknown addresses by turns, each ten tries from an address of its own; medians, and the share of pairs in which
the known one was slower (0.5: nothing to be learnt).
"""

import json
import statistics
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from tests.bench.site import Site

TRIES = 200
PASSWORD = "a quiet place to talk"  # of people who live as long as this run
KNOWN = 40
"""People, so that no account's own limit is reached."""


def main(tries: int) -> None:
    with Site() as site:
        url = f"http://127.0.0.1:{site.port}"
        known = [_sign_up(url) for _ in range(KNOWN)]
        for name, path, body in ASKED:
            _report(name, [_pair(url, path, body, known[turn % KNOWN]) for turn in range(tries)])


def _pair(url: str, path: str, body: Callable[[str], dict[str, str]], email: str) -> tuple[float, float]:
    return _timed(url, path, body(email)), _timed(url, path, body(f"n{uuid4().hex[:10]}@example.org"))


def _report(name: str, pairs: list[tuple[float, float]]) -> None:
    known, unknown = ([pair[side] * 1000 for pair in pairs] for side in (0, 1))
    slower = sum(first > second for first, second in pairs) / len(pairs)
    print(
        f"{name:<10} known {statistics.median(known):7.1f} ms   unknown {statistics.median(unknown):7.1f} ms   "
        f"known slower in {slower:.2f} of {len(pairs)}",
        flush=True,
    )


def _sign_up(url: str) -> str:
    handle = f"e{uuid4().hex[:10]}"
    email = f"{handle}@example.org"
    _post(url, "sign-up", {"email": email, "password": PASSWORD, "handle": handle, "name": "Even"})
    mails = json.load(urllib.request.urlopen(f"{url}/dev/outbox?format=json&to={quote(email)}"))
    _post(url, "confirm", {"email": email, "code": mails["results"][0]["code"]})
    return email


def _timed(url: str, path: str, body: dict[str, str]) -> float:
    started = time.perf_counter()
    _post(url, path, body)
    return time.perf_counter() - started


def _post(url: str, path: str, body: dict[str, Any]) -> None:
    request = urllib.request.Request(  # our own, on loopback
        f"{url}/api/v1/auth/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    try:
        urllib.request.urlopen(request, timeout=30).read()
    except urllib.error.HTTPError as refused:
        if refused.code == 429:
            raise
        refused.read()


def _new(email: str) -> dict[str, str]:
    return {"email": email, "password": PASSWORD, "handle": f"x{uuid4().hex[:10]}", "name": "Even"}


ASKED: tuple[tuple[str, str, Callable[[str], dict[str, str]]], ...] = (
    ("sign-in", "sign-in", lambda email: {"email": email, "password": "wrong horse battery"}),
    ("forgot", "forgot", lambda email: {"email": email}),
    ("sign-up", "sign-up", _new),
)

if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TRIES)
