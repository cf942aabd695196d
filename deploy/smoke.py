"""Check the deployed site from outside, through CloudFront, as people reach it."""

import re
import time
from collections.abc import Callable
from email.message import Message
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from deploy.errors import DeployError

WAIT_SECONDS = 300
"""How long a new name and a new distribution may take until they are known everywhere."""
POLL_SECONDS = 5
Answer = tuple[int, Message, str]
"""Status, headers and body."""
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def check_site(address: str, http_api_id: str, region: str, say: Callable[[str], object]) -> None:
    """Wait until the site answers, then check it. Raises `DeployError` with the first check that fails."""
    _wait_until_healthy(address)
    for description, passes in CHECKS:
        if not passes(address.rstrip("/"), f"https://{http_api_id}.execute-api.{region}.amazonaws.com"):
            raise DeployError(f"{address} answers, but this check failed: {description}.")
        say(f"✓ {description}")


def _wait_until_healthy(address: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while fetch(f"{address}healthz")[0] != 200:
        if time.monotonic() > deadline:
            raise DeployError(f"{address} did not answer within {WAIT_SECONDS // 60} minutes.")
        time.sleep(POLL_SECONDS)


def fetch(address: str, headers: dict[str, str] | None = None) -> Answer:
    """Return the answer to a GET, with status 0 where nobody answers."""
    request = Request(address, headers={"User-Agent": "chatify-deploy", **(headers or {})})  # noqa: S310  # our own site
    try:
        with urlopen(request, timeout=20) as answer:  # noqa: S310
            return answer.status, answer.headers, answer.read().decode(errors="replace")
    except HTTPError as error:
        return error.code, error.headers, error.read().decode(errors="replace")
    except (URLError, TimeoutError, ConnectionError):
        return 0, Message(), ""


def _serves_static_files(site: str, _api: str) -> bool:
    stylesheet = re.search(r"/static/[^\"]+\.[0-9a-f]{12}\.css", fetch(f"{site}/accounts/sign-in/")[2])
    if stylesheet is None:
        return False
    status, headers, _body = fetch(site + stylesheet.group())
    return status == 200 and "immutable" in headers.get("cache-control", "")


CHECKS: tuple[tuple[str, Callable[[str, str], bool]], ...] = (
    ("the tables answer", lambda site, api: fetch(f"{site}/readyz")[0] == 200),
    ("the sign-in page appears", lambda site, api: fetch(f"{site}/accounts/sign-in/")[0] == 200),
    ("static files are served and cached for good", _serves_static_files),
    ("requests without a sign-in are refused", lambda site, api: fetch(f"{site}/api/v1/me")[0] == 401),
    ("sockets without a sign-in are refused", lambda site, api: fetch(f"{site}/ws", UPGRADE)[0] in (401, 403)),
    ("requests that bypass CloudFront are refused", lambda site, api: fetch(f"{api}/healthz")[0] == 403),
)
