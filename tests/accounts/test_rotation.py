"""Refresh tokens change at each use. The embedded Cognito does not rotate them, so these tests change its answers."""

from itertools import count

import pytest
from botocore.exceptions import ClientError
from django.conf import settings
from django.test import Client

from accounts.hooks import signed_out
from accounts.models.sessions import SessionItem
from accounts.services.sessions import identify, session_id
from chatify.core.aws import client
from tests.accounts.conftest import PASSWORD
from tests.counting import count_calls


@pytest.fixture
def rotating(embedded_aws):
    """Let GetTokensFromRefreshToken rotate tokens. Return a callable that returns all tokens it has issued."""
    events, number = client("cognito-idp").meta.events, count(1)
    real: dict[str, str] = {}
    spent: set[str] = set()
    operation = "cognito-idp.GetTokensFromRefreshToken"

    def exchange(params, context, **_):
        refresh_token = params["RefreshToken"]
        if refresh_token in spent:
            raise ClientError({"Error": {"Code": "RefreshTokenReuseException", "Message": "reused"}}, "Refresh")
        context["refresh_token"], params["RefreshToken"] = refresh_token, real.get(refresh_token, refresh_token)

    def issue_next_token(parsed, http_response, context, **_):
        if http_response.status_code < 300:
            next_token = f"next-{next(number)}.of.{id(real)}"
            real[next_token] = real.get(context["refresh_token"], context["refresh_token"])
            spent.add(context["refresh_token"])
            parsed["AuthenticationResult"]["RefreshToken"] = next_token

    hooks = {"before-parameter-build": exchange, "after-call": issue_next_token}
    for event_name, hook in hooks.items():
        events.register_first(f"{event_name}.{operation}", hook)
    yield lambda: [*real]
    for event_name, hook in hooks.items():
        events.unregister(f"{event_name}.{operation}", hook)


@pytest.fixture
def ended_sign_ins():
    sign_outs = []

    def listen(sender, **facts):
        sign_outs.append((facts["user_id"], facts["session_id"]))

    signed_out.connect(listen)
    yield sign_outs
    signed_out.disconnect(listen)


def refresh(api, token):
    return api.post("auth/refresh", refresh_token=token)


def test_each_refresh_returns_and_stores_a_new_token(api, signed_up, rotating):
    account = signed_up()
    first = refresh(api, account.tokens.refresh).json()
    second = refresh(api, first["refresh_token"]).json()
    assert len({account.tokens.refresh, first["refresh_token"], second["refresh_token"]}) == 3
    assert api.get("me", headers={"authorization": f"Bearer {second['access_token']}"}).status_code == 200
    signed, _, its_own = second["refresh_token"].partition(".")
    key = signed.partition(":")[0]
    assert its_own == rotating()[-1]
    assert SessionItem.find(key).refresh_token == its_own, "the sign-in stores the token to revoke it at the sign-out"


def test_a_reused_token_ends_the_sign_in(api, signed_up, rotating, ended_sign_ins):
    account, bystander = signed_up(), signed_up()
    fresh = refresh(api, account.tokens.refresh).json()
    headers = {"authorization": f"Bearer {fresh['access_token']}"}
    assert api.get("me", headers=headers).status_code == 200
    answer = refresh(api, account.tokens.refresh)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert api.get("me", headers=headers).status_code == 401
    assert refresh(api, fresh["refresh_token"]).status_code == 401
    assert ended_sign_ins == [(account.profile.id, fresh["refresh_token"].partition(":")[0])], (
        "sockets are closed by the same signal"
    )
    assert api.get("me", headers=bystander.bearer).status_code == 200


def test_a_token_refreshes_only_its_own_sign_in(api, signed_up, rotating):
    me, theirs = signed_up(), signed_up()
    other = theirs.tokens.refresh.partition(".")[0]
    forged = f"{other}.{me.tokens.refresh.partition('.')[2]}"
    assert refresh(api, forged).status_code == 401
    assert identify(other.partition(":")[0]) is not None


def test_a_reused_token_cannot_end_the_sign_in_of_another_person(api, signed_up, rotating, ended_sign_ins):
    me, theirs = signed_up(), signed_up()
    refresh(api, me.tokens.refresh)
    signed, _, spent = me.tokens.refresh.partition(".")
    others_id = theirs.tokens.refresh.partition(":")[0]
    for prefix in (others_id, f"{others_id}:{signed.partition(':')[2]}"):
        assert refresh(api, f"{prefix}.{spent}").status_code == 401
    assert ended_sign_ins == []
    assert identify(others_id) is not None


@pytest.mark.parametrize("other", ["", "x" * 3_000, "ü" * 64, "A" * 64])
def test_a_reused_token_without_a_sign_in_reads_nothing(api, signed_up, rotating, other):
    account = signed_up()
    refresh(api, account.tokens.refresh)
    spent = account.tokens.refresh.partition(".")[2]
    with count_calls() as calls:
        assert refresh(api, f"{other}.{spent}").status_code == 401
    assert set(calls.operations) == {"UpdateItem"}, "only the rate limit is counted"


def test_a_browsers_session_stores_each_new_token(signed_up, rotating):
    account, browser = signed_up(), Client()
    browser.post("/accounts/sign-in/", {"email": account.email, "password": account.password})
    key = session_id(browser.cookies["session"].value)
    for _ in range(2):
        assert browser.get("/settings/security/second-step/").status_code == 200
        assert SessionItem.find(key).refresh_token == rotating()[-1]


def test_a_browser_whose_sign_in_ended_signs_in_again_and_returns_to_its_page(signed_up):
    account, browser = signed_up(), Client()
    browser.post("/accounts/sign-in/", {"email": account.email, "password": account.password})
    pool = client("cognito-idp").admin_user_global_sign_out
    pool(UserPoolId=settings.COGNITO["pool_id"], Username=account.profile.id)
    form = {"current": PASSWORD, "new": "another quiet place to talk"}
    answer = browser.post("/settings/security/password/", form)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/sign-in/?next=/settings/security/password/")
    page = browser.get(answer["Location"]).content.decode()
    assert "That sign-in has ended. Sign in again." in page
    sign_in_form = {"email": account.email, "password": PASSWORD, "next": "/settings/security/password/"}
    assert browser.post("/accounts/sign-in/", sign_in_form)["Location"] == "/settings/security/password/"
