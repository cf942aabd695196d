"""Answers are padded to a constant time, so that timing does not reveal whether an address is known."""

import pytest

from accounts.services import constant_time

MINIMUM_SECONDS = 1_000.0


@pytest.fixture
def waits(monkeypatch, settings):
    """Record how long each answer would be delayed, and do not delay it."""
    held: list[float] = []
    monkeypatch.setattr(constant_time, "sleep", held.append)
    settings.CONSTANT_TIME_SECONDS = MINIMUM_SECONDS
    return held


@pytest.fixture
def addresses(api, sign_up_fields, signed_up, waits):
    """Return a known, an unconfirmed and an unknown address."""
    waiting = sign_up_fields()
    api.post("auth/sign-up", **waiting)
    found = [signed_up().email, waiting["email"], sign_up_fields()["email"]]
    waits.clear()
    return found


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("sign-in", {"password": "wrong horse battery"}),
        ("forgot", {}),
        ("resend", {}),
        ("confirm", {"code": "000000"}),
        ("reset", {"code": "000000", "password": "another quiet place"}),
    ],
)
def test_answers_are_padded_for_every_kind_of_address(api, addresses, waits, path, body):
    answers = [api.post(f"auth/{path}", email=email, **body) for email in addresses]
    assert len({(answer.status_code, answer.content) for answer in answers}) == 1
    assert len(waits) == 3
    assert all(MINIMUM_SECONDS - 60 < wait <= MINIMUM_SECONDS for wait in waits)


def test_sign_ups_are_padded(api, addresses, waits, sign_up_fields):
    for email in addresses:
        assert api.post("auth/sign-up", **sign_up_fields(email=email)).status_code == 201
    assert len(waits) == 3
    assert min(waits) > MINIMUM_SECONDS - 60


def test_successes_and_throttled_tries_are_not_padded(api, signed_up, waits, settings):
    account = signed_up()
    waits.clear()
    assert api.post("auth/sign-in", email=account.email, password=account.password).status_code == 200
    settings.LIMITS = settings.LIMITS | {"sign-in": (0, 600)}
    assert api.post("auth/sign-in", email=account.email, password="wrong horse battery").status_code == 429
    assert waits == []
