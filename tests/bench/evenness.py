"""Whether time tells if an e-mail is known: `python -m tests.bench.evenness [tries]`. By hand: a busy machine blurs it.

Known and unknown addresses by turns, either first. Printed are the medians, how often
the known one was the slower of its pair, and how far that is from chance, in standard deviations: beyond 3 it tells.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import quote
from uuid import uuid4

from tests.bench.site import Site

TRIES = 200
PASSWORD = "a quiet place to talk"  # of people who live as long as this run
EACH = 5
"""How often one address is asked: no account's own limit is reached."""
TELLING = 3.0
Body = Callable[[str], dict[str, str]]


def main(tries: int) -> None:
    with Site() as site:
        for number, (name, path, body, known) in enumerate(ASKED):
            door = Door(site.port, f"127.0.0.{number + 10}")
            people = [known(door) for _ in range(-(-tries // EACH))]
            _report(name, _pairs(door, path, body, people, tries))


@dataclass(frozen=True)
class Door:
    """The site, asked from a network address, which has limits of its own."""

    port: int
    address: str

    def post(self, path: str, body: Mapping[str, str]) -> None:
        self._ask("POST", f"/api/v1/auth/{path}", json.dumps(body), {"Content-Type": "application/json"})

    def code(self, email: str) -> str:
        mails = json.loads(self._ask("GET", f"/dev/outbox?format=json&to={quote(email)}"))
        return str(mails["results"][0]["code"])

    def timed(self, path: str, body: Mapping[str, str]) -> float:
        """Seconds."""
        started = time.perf_counter()
        self.post(path, body)
        return time.perf_counter() - started

    def _ask(self, method: str, path: str, body: str | None = None, headers: Mapping[str, str] | None = None) -> bytes:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=(self.address, 0))
        connection.request(method, path, body, dict(headers or {}))
        answer = connection.getresponse()
        if answer.status in (429, 503):
            raise SystemExit(f"{path}: {answer.status}")
        found = answer.read()
        connection.close()
        return found


def _pairs(door: Door, path: str, body: Body, known: Sequence[str], tries: int) -> list[tuple[float, float]]:
    pairs = []
    for turn in range(tries):
        asked = [known[turn % len(known)], f"n{uuid4().hex[:10]}@example.org"]
        first = (turn + turn // len(known)) % 2
        took = {side: door.timed(path, body(asked[side])) for side in (first, 1 - first)}
        pairs.append((took[0], took[1]))
    return pairs


def _report(name: str, pairs: Sequence[tuple[float, float]]) -> None:
    known, unknown = (statistics.median(pair[side] for pair in pairs) * 1000 for side in (0, 1))
    slower = sum(first > second for first, second in pairs)
    away = (slower - len(pairs) / 2) / (len(pairs) / 4) ** 0.5
    says = "TELLS" if abs(away) > TELLING else "even"
    print(
        f"{name:<24} known {known:7.1f} ms   unknown {unknown:7.1f} ms   "
        f"known slower in {slower} of {len(pairs)} ({away:+.1f} σ) {says}",
        flush=True,
    )


def _waiting(door: Door) -> str:
    """Signed up, not confirmed."""
    handle = f"e{uuid4().hex[:10]}"
    email = f"{handle}@example.org"
    door.post("sign-up", {"email": email, "password": PASSWORD, "handle": handle, "name": "Even"})
    return email


def _confirmed(door: Door) -> str:
    email = _waiting(door)
    door.post("confirm", {"email": email, "code": door.code(email)})
    return email


def _sign_in(email: str) -> dict[str, str]:
    return {"email": email, "password": "wrong horse battery"}


def _sign_up(email: str) -> dict[str, str]:
    return {"email": email, "password": PASSWORD, "handle": f"x{uuid4().hex[:10]}", "name": "Even"}


def _address(email: str) -> dict[str, str]:
    return {"email": email}


def _code(email: str) -> dict[str, str]:
    return {"email": email, "code": "000000"}


ASKED: tuple[tuple[str, str, Body, Callable[[Door], str]], ...] = (
    ("sign-in", "sign-in", _sign_in, _confirmed),
    ("sign-in, waiting", "sign-in", _sign_in, _waiting),
    ("sign-up", "sign-up", _sign_up, _confirmed),
    ("sign-up, waiting", "sign-up", _sign_up, _waiting),
    ("forgot", "forgot", _address, _confirmed),
    ("resend", "resend", _address, _confirmed),
    ("resend, waiting", "resend", _address, _waiting),
    ("confirm, waiting", "confirm", _code, _waiting),
)

if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TRIES)
