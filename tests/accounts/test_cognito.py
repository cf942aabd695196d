"""Cognito's errors become domain errors, and logs contain no personal data."""

import logging

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from accounts.cognito import users
from accounts.domain import EmailKnown, NotConfirmed, WrongCode, WrongCredentials
from chatify.core.aws import client
from chatify.core.errors import Invalid, Throttled, Unavailable

SECRETS = ("tess@example.org", "987654", "correct horse")


@pytest.fixture
def failing(embedded_aws):
    """Return a callable that makes every call of Cognito raise an error: `failing(error)`."""
    events = client("cognito-idp").meta.events
    hooks = []

    def fail_with(error):
        def fail(**_):
            raise error

        hooks.append(fail)
        events.register("before-call.cognito-idp", fail)

    yield fail_with
    for hook in hooks:
        events.unregister("before-call.cognito-idp", hook)


def refusal(code, message="Not today, 'tess@example.org' with 987654"):
    return ClientError({"Error": {"Code": code, "Message": message}}, "SignUp")


@pytest.mark.parametrize(
    ("code", "becomes"),
    [
        ("NotAuthorizedException", WrongCredentials),
        ("UserNotFoundException", WrongCredentials),
        ("PasswordResetRequiredException", WrongCredentials),
        ("UserNotConfirmedException", NotConfirmed),
        ("UsernameExistsException", EmailKnown),
        ("CodeMismatchException", WrongCode),
        ("ExpiredCodeException", WrongCode),
        ("InvalidPasswordException", Invalid),
        ("TooManyRequestsException", Throttled),
        ("LimitExceededException", Throttled),
        ("TooManyFailedAttemptsException", Throttled),
        ("CodeDeliveryFailureException", Unavailable),
        ("ResourceNotFoundException", Unavailable),
        ("SomethingNewException", Unavailable),
    ],
)
def test_each_cognito_error_becomes_a_domain_error(failing, code, becomes):
    failing(refusal(code))
    with pytest.raises(becomes):
        users.sign_up("tess@example.org", "correct horse", name="Tess", handle="tess")


def test_a_wrong_client_secret_is_reported_as_unavailable(failing):
    failing(refusal("NotAuthorizedException", "Unable to verify secret hash for client abc"))
    with pytest.raises(Unavailable):
        users.sign_in("tess@example.org", "correct horse")


def test_a_timeout_is_reported_as_unavailable(failing):
    failing(EndpointConnectionError(endpoint_url="http://x"))
    with pytest.raises(Unavailable):
        users.sign_in("tess@example.org", "correct horse")


def test_an_unknown_error_is_logged_without_personal_data(failing, caplog):
    failing(refusal("SomethingNewException", "Value 'tess@example.org' failed for tess@example.org"))
    with caplog.at_level(logging.INFO), pytest.raises(Unavailable):
        users.confirm("tess@example.org", "987654")
    assert "SomethingNewException" in caplog.messages[0]
    assert "failed for" in caplog.messages[0]
    assert not any(secret in message for message in caplog.messages for secret in SECRETS)


def test_a_failed_trigger_leaves_the_person_confirmed(failing, caplog):
    failing(refusal("UserLambdaValidationException"))
    users.confirm("tess@example.org", "987654")
    assert "first sign-in" in caplog.messages[0]


def test_a_sign_up_logs_no_personal_data(api, sign_up_fields, outbox, caplog):
    tess = sign_up_fields()
    with caplog.at_level(logging.DEBUG, logger="accounts"):
        api.post("auth/sign-up", **tess)
        api.post("auth/confirm", email=tess["email"], code="000000")
        api.post("auth/confirm", email=tess["email"], code=outbox(tess["email"])[0]["code"])
        api.post("auth/sign-in", email=tess["email"], password=tess["password"])
    assert not [text for text in caplog.messages if tess["email"] in text or tess["password"] in text]


def test_the_api_answers_503_with_retry_after_when_cognito_fails(api, sign_up_fields, failing):
    failing(refusal("InternalErrorException"))
    for path, body in {"sign-up": sign_up_fields(), "sign-in": {"email": "a@example.org", "password": "x"}}.items():
        answer = api.post(f"auth/{path}", **body)
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert int(answer["Retry-After"]) > 0
