"""A deployed Chatify in the embedded AWS: its doors as CloudFront calls them, and a person who uses them by cookie."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
from websockets.sync.client import ClientConnection, connect

CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Doors:
    """What CloudFront knows: both APIs, the site's host, and the secret that it shows them."""

    endpoint: str
    http_api: str
    socket_api: str
    host: str
    secret: str

    @property
    def http(self) -> str:
        return f"{self.endpoint}/_aws/execute-api/{self.http_api}/$default"

    @property
    def socket(self) -> str:
        return f"{self.endpoint.replace('http', 'ws', 1)}/_aws/execute-api/{self.socket_api}/ws"

    @property
    def push(self) -> str:
        return f"{self.endpoint}/_aws/execute-api/{self.socket_api}/ws"

    @property
    def headers(self) -> dict[str, str]:
        """As the function at CloudFront and its origin's own headers leave them."""
        return {"x-origin-secret": self.secret, "x-forwarded-host": self.host, "x-viewer-address": "198.51.100.7"}


@dataclass
class Visitor:
    """A browser of one person."""

    doors: Doors
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, **kwargs: Any) -> httpx.Response:
        headers = {
            **self.doors.headers,
            "origin": f"https://{self.doors.host}",
            "referer": f"https://{self.doors.host}/",
        }
        headers |= kwargs.pop("headers", {})
        if self.cookies:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = httpx.request(method, self.doors.http + path, headers=headers, timeout=60, **kwargs)
        for cookie in answer.headers.get_list("set-cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value.strip('"')
        return answer

    def submit(self, path: str, **fields: str) -> httpx.Response:
        """A form, as a page without script sends it."""
        page = self.ask("GET", path)
        token = CSRF.search(page.text)
        assert token, f"{path} has no form: {page.status_code} {page.text}"
        content = urlencode({**fields, "csrfmiddlewaretoken": token.group(1)})
        answer = self.ask("POST", path, content=content, headers={"content-type": "application/x-www-form-urlencoded"})
        assert answer.status_code == 302, answer.text
        return answer

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """REST, as the page's script calls it."""
        headers = {"x-csrftoken": self.cookies.get("__Host-csrf", ""), "content-type": "application/json"}
        answer = self.ask(
            method, f"/api/v1/{path}", content=json.dumps(body) if body is not None else None, headers=headers
        )
        assert answer.is_success, f"{answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    @contextmanager
    def socket(self) -> Iterator[ClientConnection]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {**self.doors.headers, "cookie": cookie}
        origin: Any = f"https://{self.doors.host}"
        with connect(self.doors.socket, additional_headers=headers, origin=origin, open_timeout=60) as opened:
            yield opened
