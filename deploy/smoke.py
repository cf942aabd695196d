"""Is the site there, as people meet it? Asked from outside, through CloudFront."""

import re
import time
from collections.abc import Callable
from email.message import Message
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from deploy.errors import DeployError

PATIENCE = 300
"""Seconds for a new name and a new distribution to be known everywhere."""
Answer = tuple[int, Message, str]
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def test(address: str, http_api: str, region: str, say: Callable[[str], object]) -> None:
    """Raises `DeployError`."""
    _wait(address)
    for words, holds in CHECKS:
        if not holds(address.rstrip("/"), f"https://{http_api}.execute-api.{region}.amazonaws.com"):
            raise DeployError(f"{address} answers, but: {words} – no.")
        say(f"✓ {words}")


def _wait(address: str) -> None:
    until = time.monotonic() + PATIENCE
    while ask(f"{address}healthz")[0] != 200:
        if time.monotonic() > until:
            raise DeployError(f"{address} did not answer within {PATIENCE // 60} minutes.")
        time.sleep(5)


def ask(address: str, headers: dict[str, str] | None = None) -> Answer:
    """Status 0 where nobody answers."""
    request = Request(address, headers={"User-Agent": "chatify-deploy", **(headers or {})})  # noqa: S310  # our own site
    try:
        with urlopen(request, timeout=20) as answer:  # noqa: S310
            return answer.status, answer.headers, answer.read().decode(errors="replace")
    except HTTPError as error:
        return error.code, error.headers, error.read().decode(errors="replace")
    except (URLError, TimeoutError, ConnectionError):
        return 0, Message(), ""


def _static_is_kept(site: str, _: str) -> bool:
    found = re.search(r"/static/[^\"]+\.[0-9a-f]{12}\.css", ask(f"{site}/accounts/sign-in/")[2])
    if found is None:
        return False
    status, headers, _body = ask(site + found.group())
    return status == 200 and "immutable" in headers.get("cache-control", "")


CHECKS: tuple[tuple[str, Callable[[str, str], bool]], ...] = (
    ("the tables answer", lambda site, api: ask(f"{site}/readyz")[0] == 200),
    ("the sign-in page is there", lambda site, api: ask(f"{site}/accounts/sign-in/")[0] == 200),
    ("static files are there, to be kept for ever", _static_is_kept),
    ("strangers are refused", lambda site, api: ask(f"{site}/api/v1/me")[0] == 401),
    ("a socket without a sign-in is refused", lambda site, api: ask(f"{site}/ws", UPGRADE)[0] in (401, 403)),
    ("nobody goes round CloudFront", lambda site, api: ask(f"{api}/healthz")[0] == 403),
)
