"""Fixtures of the tests of accounts: an API client, a signed-in person and fields for a sign-up."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from accounts.domain import Profile
from tests.described import DescribedClient

PASSWORD = "correct horse battery"


def conflict_response() -> Any:
    """Return DynamoDB's answer to a transaction whose first item another transaction is changing, as botocore parses it."""
    error = {"Code": "TransactionCanceledException", "Message": "Transaction cancelled"}
    reasons = [{"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}, {"Code": "None"}]
    return SimpleNamespace(status_code=400), {"Error": error, "CancellationReasons": reasons, "ResponseMetadata": {}}


class Api:
    """A client of `/api/v1/` with a network address of its own: `api.post("auth/sign-up", email=…)` sends JSON."""

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
        # json.dumps escapes to ASCII, so that a lone surrogate can be sent.
        send, text = getattr(self.client, method), json.dumps(body)
        return send(f"/api/v1/{path}", text, content_type="application/json", headers=headers, REMOTE_ADDR=self.address)


@pytest.fixture(autouse=True)
def send_mails(settings: Any) -> None:
    """Send mails to the embedded SES, because Django's test runner would keep them in memory."""
    settings.EMAIL_BACKEND = "chatify.core.mail.SesBackend"


@pytest.fixture
def api(embedded_aws: Any) -> Api:
    return Api()


class SignedInPerson:
    """A person and their browser: `me.profile`, `me.change(name=…)`."""

    def __init__(self, profile: Profile, browser: DescribedClient) -> None:
        self.profile = profile
        self.browser = browser

    def change(self, **body: Any) -> Any:
        return self.browser.patch("/api/v1/me", body, format="json")

    def get(self, path: str) -> Any:
        return self.browser.get(f"/api/v1/{path}")

    @property
    def own_profile(self) -> Any:
        return self.get("me").json()


@pytest.fixture
def me(api_client: Any, person: Any, embedded_aws: Any) -> SignedInPerson:
    profile = person()
    return SignedInPerson(profile, api_client(profile))


@pytest.fixture
def sign_up_fields() -> Callable[..., dict[str, str]]:
    """Return a callable that returns the fields of a new person's sign-up."""

    def make(**fields: str) -> dict[str, str]:
        handle = fields.pop("handle", f"t{uuid4().hex[:12]}")
        defaults = {
            "email": f"{handle}@example.org",
            "password": PASSWORD,
            "handle": handle,
            "name": "Tess van der Berg",
        }
        return defaults | fields

    return make
