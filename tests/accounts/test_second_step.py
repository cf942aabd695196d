"""The second step, over REST."""

import time

import pytest

from accounts.services import mfa_challenge
from tests.accounts import totp
from tests.accounts.conftest import PASSWORD


@pytest.fixture
def enrolled(api, signed_up):
    """Return an account with the second step, and its secret."""
    account = signed_up()
    given = api.post("me/totp", headers=account.bearer).json()
    assert api.post("me/totp/verify", headers=account.bearer, code=totp.code(given["secret"])).status_code == 204
    return account, given["secret"]


def challenge(api, account):
    answer = api.post("auth/sign-in", email=account.email, password=PASSWORD)
    assert answer.status_code == 200
    assert set(answer.json()) == {"challenge", "session"}
    assert answer.json()["challenge"] == "totp"
    return answer.json()["session"]


def test_the_secret_comes_with_an_otpauth_address(api, signed_up):
    account = signed_up()
    given = api.post("me/totp", headers=account.bearer).json()
    assert given["otpauth_uri"].startswith("otpauth://totp/Chatify%3A")
    assert f"secret={given['secret']}" in given["otpauth_uri"]
    assert "issuer=Chatify" in given["otpauth_uri"]
    tokens = api.post("auth/sign-in", email=account.email, password=PASSWORD).json()
    assert "access_token" in tokens, "a secret that was not verified must not lock anybody out"


def test_a_wrong_code_does_not_enrol(api, signed_up):
    account = signed_up()
    secret = api.post("me/totp", headers=account.bearer).json()["secret"]
    answer = api.post("me/totp/verify", headers=account.bearer, code=totp.wrong_code(secret))
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_code")
    nobody = api.post("me/totp/verify", headers=signed_up().bearer, code="123456")
    assert (nobody.status_code, nobody.json()["code"]) == (422, "wrong_code")


def test_signing_in_needs_both_steps(api, enrolled):
    account, secret = enrolled
    session = challenge(api, account)
    wrong = api.post("auth/challenge", session=session, code=totp.wrong_code(secret))
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_code")
    answer = api.post("auth/challenge", session=session, code=totp.code(secret))
    assert answer.status_code == 200
    assert set(answer.json()) == {"access_token", "refresh_token", "expires_in", "token_type"}
    bearer = {"authorization": f"Bearer {answer.json()['access_token']}"}
    assert api.get("me", headers=bearer).json()["id"] == account.profile.id


def test_the_second_step_needs_the_first(api, enrolled):
    _, secret = enrolled
    for forged in ("", "nonsense", "a:b:c"):
        answer = api.post("auth/challenge", session=forged, code=totp.code(secret))
        assert answer.status_code in (400, 401)


def test_a_challenge_lasts_three_minutes(api, enrolled, monkeypatch):
    account, secret = enrolled
    session = challenge(api, account)
    later = time.time() + mfa_challenge.LASTS_SECONDS + 1
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    answer = api.post("auth/challenge", session=session, code=totp.code(secret))
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


def test_turning_the_second_step_off_needs_the_password(api, enrolled):
    account, _ = enrolled
    wrong = api.post("me/totp/remove", headers=account.bearer, password="wrong horse battery")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_password")
    challenge(api, account)
    assert api.post("me/totp/remove", headers=account.bearer, password=PASSWORD).status_code == 204
    assert "access_token" in api.post("auth/sign-in", email=account.email, password=PASSWORD).json()


def test_guesses_of_a_code_are_limited(api, enrolled):
    account, secret = enrolled
    session, wrong = challenge(api, account), totp.wrong_code(secret)
    statuses = [api.post("auth/challenge", session=session, code=wrong).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]
    assert api.post("auth/challenge", session=session, code=totp.code(secret)).status_code == 429
