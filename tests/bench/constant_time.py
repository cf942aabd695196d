"""Test whether response times reveal that an e-mail is known: `python -m tests.bench.constant_time [tries]`.

Asks for a known and an unknown address in turns, either one first. Prints the medians, how often the known one was the
slower of its pair, and how many standard deviations that is from chance: more than 3 reveal it. Run it by hand on a
quiet machine: on a busy one the differences drown.
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
PASSWORD = "a quiet place to talk"  # the accounts live as long as this run
TRIES_PER_ACCOUNT = 5
"""Few enough to stay below every limit of an account."""
REVEALING_DEVIATIONS = 3.0
Body = Callable[[str], dict[str, str]]


def main(tries: int) -> None:
    with Site() as site:
        for number, (name, path, body, sign_up) in enumerate(REQUESTS):
            client = Client(site.port, f"127.0.0.{number + 10}")
            emails = [sign_up(client) for _ in range(-(-tries // TRIES_PER_ACCOUNT))]
            _report(name, _measure_pairs(client, path, body, emails, tries))


@dataclass(frozen=True)
class Client:
    """A client with a network address of its own, for which the site counts limits apart."""

    port: int
    address: str

    def post(self, path: str, body: Mapping[str, str]) -> None:
        self._ask("POST", f"/api/v1/auth/{path}", json.dumps(body), {"Content-Type": "application/json"})

    def code(self, email: str) -> str:
        mails = json.loads(self._ask("GET", f"/dev/outbox?format=json&to={quote(email)}"))
        return str(mails["results"][0]["code"])

    def time_post(self, path: str, body: Mapping[str, str]) -> float:
        """Return how many seconds the request takes."""
        start = time.perf_counter()
        self.post(path, body)
        return time.perf_counter() - start

    def _ask(self, method: str, path: str, body: str | None = None, headers: Mapping[str, str] | None = None) -> bytes:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=(self.address, 0))
        connection.request(method, path, body, dict(headers or {}))
        answer = connection.getresponse()
        if answer.status in (429, 503):
            raise SystemExit(f"{path}: {answer.status}")
        content = answer.read()
        connection.close()
        return content


def _measure_pairs(
    client: Client, path: str, body: Body, known: Sequence[str], tries: int
) -> list[tuple[float, float]]:
    pairs = []
    for turn in range(tries):
        emails = [known[turn % len(known)], f"n{uuid4().hex[:10]}@example.org"]
        first = (turn + turn // len(known)) % 2
        seconds = {side: client.time_post(path, body(emails[side])) for side in (first, 1 - first)}
        pairs.append((seconds[0], seconds[1]))
    return pairs


def _report(name: str, pairs: Sequence[tuple[float, float]]) -> None:
    known, unknown = (statistics.median(pair[side] for pair in pairs) * 1000 for side in (0, 1))
    slower = sum(first > second for first, second in pairs)
    deviations = (slower - len(pairs) / 2) / (len(pairs) / 4) ** 0.5
    verdict = "REVEALS" if abs(deviations) > REVEALING_DEVIATIONS else "even"
    print(
        f"{name:<24} known {known:7.1f} ms   unknown {unknown:7.1f} ms   "
        f"known slower in {slower} of {len(pairs)} ({deviations:+.1f} σ) {verdict}",
        flush=True,
    )


def _sign_up_only(client: Client) -> str:
    """Sign up without confirming; return the e-mail address."""
    handle = f"e{uuid4().hex[:10]}"
    email = f"{handle}@example.org"
    client.post("sign-up", {"email": email, "password": PASSWORD, "handle": handle, "name": "Even"})
    return email


def _sign_up_and_confirm(client: Client) -> str:
    email = _sign_up_only(client)
    client.post("confirm", {"email": email, "code": client.code(email)})
    return email


def _sign_in_body(email: str) -> dict[str, str]:
    return {"email": email, "password": "wrong horse battery"}


def _sign_up_body(email: str) -> dict[str, str]:
    return {"email": email, "password": PASSWORD, "handle": f"x{uuid4().hex[:10]}", "name": "Even"}


def _email_body(email: str) -> dict[str, str]:
    return {"email": email}


def _code_body(email: str) -> dict[str, str]:
    return {"email": email, "code": "000000"}


REQUESTS: tuple[tuple[str, str, Body, Callable[[Client], str]], ...] = (
    ("sign-in", "sign-in", _sign_in_body, _sign_up_and_confirm),
    ("sign-in, waiting", "sign-in", _sign_in_body, _sign_up_only),
    ("sign-up", "sign-up", _sign_up_body, _sign_up_and_confirm),
    ("sign-up, waiting", "sign-up", _sign_up_body, _sign_up_only),
    ("forgot", "forgot", _email_body, _sign_up_and_confirm),
    ("resend", "resend", _email_body, _sign_up_and_confirm),
    ("resend, waiting", "resend", _email_body, _sign_up_only),
    ("confirm, waiting", "confirm", _code_body, _sign_up_only),
)

if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TRIES)
