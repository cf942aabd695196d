"""Cognito's triggers run around the same calls as in AWS, with the same events."""

from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from accounts import triggers
from accounts.cognito import admin, users
from accounts.models.profiles import ProfileItem
from chatify.core.aws import client


@pytest.fixture
def email(embedded_aws: Any) -> str:
    handle = f"t{uuid4().hex[:12]}"
    users.sign_up(f"{handle}@example.org", "correct horse battery", name="Some One", handle=handle)
    return f"{handle}@example.org"


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The events that the trigger function is called with."""
    events: list[Any] = []
    handler = triggers.handler

    def recording_handler(event: Any, context: Any) -> Any:
        events.append(event)
        return handler(event, context)

    monkeypatch.setattr(triggers, "handler", recording_handler)
    return events


def test_confirmation_makes_the_profile(email: str, outbox: Any, events: list[Any], embedded_aws: Any):
    users.confirm(email, outbox(email)[0]["code"])
    (event,) = events
    attributes = event["request"]["userAttributes"]
    assert event["triggerSource"] == "PostConfirmation_ConfirmSignUp"
    assert event["userName"] == attributes["sub"]
    assert event["userPoolId"] == embedded_aws.cognito["pool_id"]
    assert attributes["email"] == email
    assert attributes["cognito:user_status"] == "CONFIRMED"
    profile = ProfileItem.profile(attributes["sub"])
    assert profile is not None
    assert profile.email == email


def test_wrong_code_calls_no_trigger(email: str, events: list[Any]):
    with pytest.raises(ClientError):
        client("cognito-idp").confirm_sign_up(**users._username(email), ConfirmationCode="000000")
    assert events == []


def test_failing_trigger_raises_cognitos_error(email: str, outbox: Any, monkeypatch: pytest.MonkeyPatch):
    def failing_handler(event: Any, context: Any) -> Any:
        raise ValueError("no")

    monkeypatch.setattr(triggers, "handler", failing_handler)
    with pytest.raises(ClientError) as error:
        client("cognito-idp").confirm_sign_up(**users._username(email), ConfirmationCode=outbox(email)[0]["code"])
    assert error.value.response["Error"]["Code"] == "UserLambdaValidationException"
    assert admin.is_confirmed(email), "as in AWS, the confirmation itself is done"
