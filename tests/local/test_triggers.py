"""Cognito's triggers around the same calls, with Cognito's own events."""

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
    """What the trigger function is called with."""
    seen: list[Any] = []
    act = triggers.handler

    def watched(event: Any, context: Any) -> Any:
        seen.append(event)
        return act(event, context)

    monkeypatch.setattr(triggers, "handler", watched)
    return seen


def test_confirming_makes_the_profile(email: str, outbox: Any, events: list[Any], embedded_aws: Any):
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


def test_a_wrong_code_calls_nothing(email: str, events: list[Any]):
    with pytest.raises(ClientError):
        client("cognito-idp").confirm_sign_up(**users._username(email), ConfirmationCode="000000")
    assert events == []


def test_a_trigger_that_fails_answers_as_cognito_does(email: str, outbox: Any, monkeypatch: pytest.MonkeyPatch):
    def broken(event: Any, context: Any) -> Any:
        raise ValueError("no")

    monkeypatch.setattr(triggers, "handler", broken)
    with pytest.raises(ClientError) as refused:
        client("cognito-idp").confirm_sign_up(**users._username(email), ConfirmationCode=outbox(email)[0]["code"])
    assert refused.value.response["Error"]["Code"] == "UserLambdaValidationException"
    assert admin.is_confirmed(email), "as in AWS, the act itself is done"
