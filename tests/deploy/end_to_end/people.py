"""People who use a deployed Chatify, each in a browser of their own."""

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
CONFIRMATION_EVENT = Path(__file__).parents[2] / "accounts/events/post_confirmation_confirm_sign_up.json"


@dataclass
class Visitor:
    """The browser of one person, with its cookies."""

    world: World
    cookies: dict[str, str] = field(default_factory=dict)

    def request(self, method: str, path: str, **kwargs: Any) -> httpx.Response:
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

    def submit_form(self, path: str, page: httpx.Response, **fields: str) -> httpx.Response:
        """Submit a page's form as a browser without script does."""
        token = CSRF.search(page.text)
        assert token, f"{page.url} has no form: {page.status_code} {page.text}"
        content = urlencode({**fields, "csrfmiddlewaretoken": token.group(1)})
        return self.request("POST", path, content=content, headers=FORM)

    def submit(self, path: str, **fields: str) -> None:
        """Open a page and submit its form, again while the page asks for it: a trigger may start too slowly for Cognito."""
        for attempt in range(1, TRIES + 1):
            answer = self.submit_form(path, self.request("GET", path), **fields)
            if answer.status_code == 302:
                return
            assert attempt < TRIES and "Try again in a moment" in answer.text, answer.text

    def act_in_admin(self, path: str, action: str, key: str, **fields: str) -> None:
        """Do an action of the admin: tick a row in the list, then confirm."""
        selection = {"action": action, "_selected_action": key}
        confirmation_page = self.submit_form(path, self.request("GET", path), **selection)
        answer = self.submit_form(path, confirmation_page, **selection, **fields, apply="Do it")
        assert answer.status_code == 302, answer.text

    def rest(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """Call the API as the page's script does."""
        headers = {"x-csrftoken": self.cookies.get("__Host-csrf", ""), "content-type": "application/json"}
        content = json.dumps(body) if body is not None else None
        return self.request(method, f"/api/v1/{path}", content=content, headers=headers)

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Call the API and return the answer's JSON; fail if the call fails."""
        answer = self.rest(method, path, body)
        assert answer.is_success, f"{answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def say(self, conversation_id: str, body: str) -> Any:
        """Send a message until it is acknowledged, as the page's outbox does, and return it."""
        message = {"client_id": str(uuid4()), "body": body, "after": 0}
        while (answer := self.rest("POST", f"conversations/{conversation_id}/messages", message)).status_code >= 500:
            sleep(0.1)
        assert answer.is_success, answer.text
        return answer.json()

    def create_group_with(self, *others: "Visitor") -> str:
        ids = [other.call("GET", "me")["id"] for other in others]
        conversation = self.call("POST", "conversations", {"kind": "group", "name": "Workshop", "member_ids": ids})
        return str(conversation["id"])

    def read(self, conversation_id: str) -> list[Any]:
        return list(self.call("GET", f"conversations/{conversation_id}/messages?limit=100")["results"])

    @contextmanager
    def socket(self) -> Iterator[ClientConnection]:
        headers = {**self.world.headers, "cookie": self._cookies()}
        origin: Any = f"https://{self.world.host}"
        with connect(self.world.socket, additional_headers=headers, origin=origin, open_timeout=60) as connection:
            yield connection


def next_frame(socket: ClientConnection, frame_type: str) -> Any:
    """Return the next frame of this type."""
    while True:
        frame = json.loads(socket.recv(timeout=30))
        if frame["type"] == frame_type:
            return frame


def join_site(world: World, handle: str) -> Visitor:
    """Sign up, confirm through the deployed trigger and sign in, by the deployed pages."""
    visitor, email = Visitor(world), f"{handle}@example.org"
    visitor.submit("/accounts/sign-up/", name=handle.title(), handle=handle, email=email, password=PASSWORD)
    visitor.call("POST", "auth/confirm", {"email": email, "code": "123456"})
    _invoke_confirmation_trigger(world, email)
    visitor.submit("/accounts/sign-in/", email=email, password=PASSWORD)
    assert visitor.call("GET", "me")["handle"] == handle
    return visitor


def _invoke_confirmation_trigger(world: World, email: str) -> None:
    pool = world.deployment.outputs["UserPoolId"]
    user = world.client("cognito-idp").admin_get_user(UserPoolId=pool, Username=email)
    event = json.loads(CONFIRMATION_EVENT.read_text())
    event["userPoolId"] = pool
    event["request"]["userAttributes"] = {attribute["Name"]: attribute["Value"] for attribute in user["UserAttributes"]}
    world.invoke("cognito", event)


def sign_in_with_code(visitor: Visitor) -> Visitor:
    """Return another browser of the person, signed in by password and code, as operators must be."""
    secret = visitor.call("POST", "me/totp", {})["secret"]
    visitor.call("POST", "me/totp/verify", {"code": totp.code(secret)})
    browser = Visitor(visitor.world)
    browser.submit("/accounts/sign-in/", email=visitor.call("GET", "me")["email"], password=PASSWORD)
    browser.submit("/accounts/second-step/", code=totp.code(secret))
    return browser
