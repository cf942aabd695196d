"""Rate limits answer 429 exactly after the declared count, per account and per address."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.models.limits import LimitItem
from accounts.services import limits
from chatify.core import clock
from chatify.core.errors import Throttled
from tests.accounts.conftest import Api
from tests.counting import count_calls


@pytest.fixture(autouse=True)
def as_in_production(settings):
    settings.LIMITS_PER_ADDRESS_FACTOR = 1


def key():
    return uuid4().hex


def test_tries_beyond_the_declared_count_are_refused(embedded_aws, settings):
    settings.LIMITS = {"act": (3, 600)}
    account, other = key(), key()
    for _ in range(3):
        limits.hit("act", account)
    with pytest.raises(Throttled) as refused:
        limits.hit("act", account)
    assert 590 <= refused.value.retry_after <= 600
    limits.hit("act", other)


def test_simultaneous_tries_are_counted_exactly(embedded_aws, settings):
    settings.LIMITS = {"act": (7, 600)}
    account = key()

    def passes(_):
        try:
            limits.hit("act", account)
        except Throttled:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(passes, range(40))) == 7


def test_tries_are_counted_anew_after_the_window(embedded_aws, settings, monkeypatch):
    settings.LIMITS = {"act": (1, 600)}
    account, later = key(), clock.now() + timedelta(seconds=601)
    limits.hit("act", account)
    with pytest.raises(Throttled):
        limits.hit("act", account)
    monkeypatch.setattr(clock, "now", lambda: later)
    limits.hit("act", account)
    with pytest.raises(Throttled):
        limits.hit("act", account)


def test_first_and_refused_tries_cost_one_call(embedded_aws, settings):
    settings.LIMITS = {"act": (1, 600)}
    account = key()
    with count_calls() as first:
        limits.hit("act", account)
    with count_calls() as refused, pytest.raises(Throttled):
        limits.hit("act", account)
    assert (first.operations, refused.operations) == (["UpdateItem"], ["UpdateItem"])


def test_the_table_contains_neither_address_nor_email(embedded_aws):
    email = f"{key()}@example.org"
    limits.hit("code", email)
    limits.hit_address("code", "203.0.113.9")
    kept = " ".join(str(row.serialize()) for row in LimitItem.scan())
    assert email not in kept
    assert "203.0.113.9" not in kept


def test_ipv6_addresses_of_one_network_are_counted_together(embedded_aws):
    assert limits.network("2001:db8:1:2:3:4:5:6") == limits.network("2001:db8:1:2:ffff::1")
    assert limits.network("2001:db8:1:2::1") != limits.network("2001:db8:1:3::1")
    assert limits.network("203.0.113.9") != limits.network("203.0.113.10")


def test_limits_per_address_are_higher_on_a_laptop(embedded_aws, settings):
    settings.LIMITS, settings.LIMITS_PER_ADDRESS_FACTOR = {"act": (1, 600)}, 3
    address = f"address of {key()}"
    for _ in range(3):
        limits.hit_address("act", address)
    with pytest.raises(Throttled):
        limits.hit_address("act", address)


def throttled(answer):
    return answer.status_code == 429 and answer.json()["code"] == "throttled" and 0 < int(answer["Retry-After"]) <= 3600


def test_wrong_passwords_are_counted_per_account_from_any_address(embedded_aws, signed_up, settings):
    settings.LIMITS = settings.LIMITS | {"sign-in": (4, 600)}
    account = signed_up()
    for email in (account.email, "nobody-" + account.email):
        for _ in range(4):
            assert Api().post("auth/sign-in", email=email, password="wrong horse battery").status_code == 401
        assert throttled(Api().post("auth/sign-in", email=email, password=account.password))


def test_a_right_password_clears_the_account(api, signed_up, settings):
    settings.LIMITS = settings.LIMITS | {"sign-in": (3, 600)}
    account = signed_up()
    for _ in range(3):
        assert Api().post("auth/sign-in", email=account.email, password="wrong horse").status_code == 401
        assert Api().post("auth/sign-in", email=account.email, password=account.password).status_code == 200


def test_tries_of_one_address_are_counted_over_all_accounts(api, settings):
    settings.LIMITS = settings.LIMITS | {"sign-in": (5, 600)}
    for _ in range(5):
        assert api.post("auth/sign-in", email=f"{key()}@example.org", password="x").status_code == 401
    assert throttled(api.post("auth/sign-in", email=f"{key()}@example.org", password="x"))


def test_sign_ups_codes_and_resends_are_limited(api, sign_up_fields, settings):
    settings.LIMITS = settings.LIMITS | {"sign-up": (2, 3600), "code": (2, 600)}
    for _ in range(2):
        assert api.post("auth/sign-up", **sign_up_fields()).status_code == 201
    assert throttled(api.post("auth/sign-up", **sign_up_fields()))
    waiting = sign_up_fields()
    Api().post("auth/sign-up", **waiting)
    assert Api().post("auth/confirm", email=waiting["email"], code="000000").status_code == 422
    assert Api().post("auth/resend", email=waiting["email"]).status_code == 202
    assert throttled(Api().post("auth/confirm", email=waiting["email"], code="000000"))
    assert throttled(Api().post("auth/resend", email=waiting["email"]))


def test_try_after_the_announced_wait_is_allowed(settings, monkeypatch):
    settings.LIMITS = {"act": (1, 60)}
    account, now = key(), [0.0]
    monkeypatch.setattr(limits, "monotonic", lambda: now[0])
    limits.hit_here("act", account)
    now[0] = 0.7
    with pytest.raises(Throttled) as refused:
        limits.hit_here("act", account)
    now[0] += refused.value.retry_after
    limits.hit_here("act", account)


def test_count_in_memory_is_exact(settings):
    settings.LIMITS = {"act": (50, 600)}
    account = key()

    def passes(_):
        try:
            limits.hit_here("act", account)
        except Throttled:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(passes, range(200))) == 50
