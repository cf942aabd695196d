"""People before a deployed Chatify: a browser each, by cookie."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx
from websockets.sync.client import ClientConnection, connect

from tests.accounts import totp
from tests.deploy.end_to_end.deployed import World

CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
FORM = {"content-type": "application/x-www-form-urlencoded"}
TRIES = 5
PASSWORD = "correct horse battery"
CONFIRMED = Path(__file__).parents[2] / "accounts/events/post_confirmation_confirm_sign_up.json"


@dataclass
class Visitor:
    """A browser of one person."""

    world: World
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, **kwargs: Any) -> httpx.Response:
        site = f"https://{self.world.host}"
        headers = {**self.world.headers, "origin": site, "referer": f"{site}/"} | kwargs.pop("headers", {})
        if self.cookies:
            headers["cookie"] = self._cookies()
        answer = httpx.request(method, self.world.http + path, headers=headers, timeout=60, **kwargs)
        for cookie in answer.headers.get_list("set-cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value.strip('"')
        return answer

    def _cookies(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def send(self, path: str, page: httpx.Response, **fields: str) -> httpx.Response:
        """A form that stands on a page, as without script."""
        token = CSRF.search(page.text)
        assert token, f"{page.url} has no form: {page.status_code} {page.text}"
        content = urlencode({**fields, "csrfmiddlewaretoken": token.group(1)})
        return self.ask("POST", path, content=content, headers=FORM)

    def submit(self, path: str, **fields: str) -> None:
        """Again where the page asks for it: on a busy machine a trigger may start too slowly for Cognito's patience."""
        for tried in range(1, TRIES + 1):
            answer = self.send(path, self.ask("GET", path), **fields)
            if answer.status_code == 302:
                return
            assert tried < TRIES and "Try again in a moment" in answer.text, answer.text

    def decide(self, path: str, action: str, key: str, **fields: str) -> None:
        """An action of the administration: ticked in the list, then confirmed."""
        ticked = {"action": action, "_selected_action": key}
        question = self.send(path, self.ask("GET", path), **ticked)
        answer = self.send(path, question, **ticked, **fields, apply="Do it")
        assert answer.status_code == 302, answer.text

    def rest(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """As the page's script calls it."""
        headers = {"x-csrftoken": self.cookies.get("__Host-csrf", ""), "content-type": "application/json"}
        content = json.dumps(body) if body is not None else None
        return self.ask(method, f"/api/v1/{path}", content=content, headers=headers)

    def call(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.rest(method, path, body)
        assert answer.is_success, f"{answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def say(self, room: str, body: str) -> Any:
        """The stored message; sent again until it is acknowledged, as the page's outbox does."""
        message = {"client_id": str(uuid4()), "body": body, "after": 0}
        while (answer := self.rest("POST", f"conversations/{room}/messages", message)).status_code >= 500:
            sleep(0.1)
        assert answer.is_success, answer.text
        return answer.json()

    def room_with(self, *others: "Visitor") -> str:
        ids = [other.call("GET", "me")["id"] for other in others]
        made = self.call("POST", "conversations", {"kind": "group", "name": "Room", "member_ids": ids})
        return str(made["id"])

    def read(self, room: str) -> list[Any]:
        return list(self.call("GET", f"conversations/{room}/messages?limit=100")["results"])

    @contextmanager
    def socket(self) -> Iterator[ClientConnection]:
        headers = {**self.world.headers, "cookie": self._cookies()}
        origin: Any = f"https://{self.world.host}"
        with connect(self.world.socket, additional_headers=headers, origin=origin, open_timeout=60) as opened:
            yield opened


def frame(socket: ClientConnection, kind: str) -> Any:
    """The next one of that kind."""
    while True:
        found = json.loads(socket.recv(timeout=30))
        if found["type"] == kind:
            return found


def arrive(world: World, handle: str) -> Visitor:
    """Signs up, confirms through the deployed trigger, signs in: all by the deployed pages."""
    visitor, email = Visitor(world), f"{handle}@example.org"
    visitor.submit("/accounts/sign-up/", name=handle.title(), handle=handle, email=email, password=PASSWORD)
    visitor.call("POST", "auth/confirm", {"email": email, "code": "123456"})
    _confirmed(world, email)
    visitor.submit("/accounts/sign-in/", email=email, password=PASSWORD)
    assert visitor.call("GET", "me")["handle"] == handle
    return visitor


def _confirmed(world: World, email: str) -> None:
    pool = world.deployment.outputs["UserPoolId"]
    user = world.client("cognito-idp").admin_get_user(UserPoolId=pool, Username=email)
    event = json.loads(CONFIRMED.read_text())
    event["userPoolId"] = pool
    event["request"]["userAttributes"] = {one["Name"]: one["Value"] for one in user["UserAttributes"]}
    world.invoke("cognito", event)


def with_second_step(visitor: Visitor) -> Visitor:
    """The same person in another browser, signed in by password and code, as operators must."""
    secret = visitor.call("POST", "me/totp", {})["secret"]
    visitor.call("POST", "me/totp/verify", {"code": totp.code(secret)})
    again = Visitor(visitor.world)
    again.submit("/accounts/sign-in/", email=visitor.call("GET", "me")["email"], password=PASSWORD)
    again.submit("/accounts/second-step/", code=totp.code(secret))
    return again
