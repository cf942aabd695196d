"""What every test of accounts may ask for."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from accounts.domain import Profile
from tests.described import DescribedClient

PASSWORD = "correct horse battery"


def conflict() -> Any:
    """What DynamoDB answers to a transaction while another one is at its first item, as botocore hands it on."""
    error = {"Code": "TransactionCanceledException", "Message": "Transaction cancelled"}
    reasons = [{"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}, {"Code": "None"}]
    return SimpleNamespace(status_code=400), {"Error": error, "CancellationReasons": reasons, "ResponseMetadata": {}}


class Api:
    """`api.post("auth/sign-up", email=…)`: JSON to `/api/v1/`, from an address of its own."""

    def __init__(self) -> None:
        self.client = DescribedClient(enforce_csrf_checks=True)
        self.address = f"10.{uuid4().int % 250}.{uuid4().int % 250}.{uuid4().int % 250}"

    def post(self, path: str, /, headers: Any = None, **body: Any) -> Any:
        return self._send("post", path, body, headers)

    def patch(self, path: str, /, headers: Any = None, **body: Any) -> Any:
        return self._send("patch", path, body, headers)

    def get(self, path: str, /, headers: Any = None) -> Any:
        return self.client.get(f"/api/v1/{path}", headers=headers, REMOTE_ADDR=self.address)

    def _send(self, method: str, path: str, body: Any, headers: Any) -> Any:
        # Escaped to ASCII, so that a lone surrogate can be sent.
        send, text = getattr(self.client, method), json.dumps(body)
        return send(f"/api/v1/{path}", text, content_type="application/json", headers=headers, REMOTE_ADDR=self.address)


@pytest.fixture(autouse=True)
def mails_go_out(settings: Any) -> None:
    """Django's test runner would keep them in memory."""
    settings.EMAIL_BACKEND = "chatify.core.mail.SesBackend"


@pytest.fixture
def api(embedded_aws: Any) -> Api:
    return Api()


class Me:
    """A new person and their browser: `me.profile`, `me.change(name=…)`."""

    def __init__(self, profile: Profile, browser: DescribedClient) -> None:
        self.profile = profile
        self.browser = browser

    def change(self, **body: Any) -> Any:
        return self.browser.patch("/api/v1/me", body, format="json")

    def get(self, path: str) -> Any:
        return self.browser.get(f"/api/v1/{path}")

    @property
    def now(self) -> Any:
        return self.get("me").json()


@pytest.fixture
def me(api_client: Any, person: Any, embedded_aws: Any) -> Me:
    profile = person()
    return Me(profile, api_client(profile))


@pytest.fixture
def sign_up_fields() -> Callable[..., dict[str, str]]:
    """`sign_up_fields()`: what a person types to sign up, never the same twice."""

    def make(**fields: str) -> dict[str, str]:
        handle = fields.pop("handle", f"t{uuid4().hex[:12]}")
        asked = {"email": f"{handle}@example.org", "password": PASSWORD, "handle": handle, "name": "Tess van der Berg"}
        return asked | fields

    return make
