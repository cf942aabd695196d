"""Refresh tokens are exchanged at each use. The embedded pool keeps them, so here its answers are made Cognito's."""

from itertools import count

import pytest
from botocore.exceptions import ClientError
from django.conf import settings
from django.test import Client

from accounts.hooks import signed_out
from accounts.models.sessions import SessionItem
from accounts.services.sessions import identify, session_id
from tests.accounts.conftest import PASSWORD
from tests.counting import count_calls


@pytest.fixture
def rotating(embedded_aws):
    """GetTokensFromRefreshToken gives the next token, and refuses one that it has exchanged. `rotating()`: all of them."""
    events, number = client("cognito-idp").meta.events, count(1)
    real: dict[str, str] = {}
    spent: set[str] = set()
    operation = "cognito-idp.GetTokensFromRefreshToken"

    def exchange(params, context, **_):
        shown = params["RefreshToken"]
        if shown in spent:
            raise ClientError({"Error": {"Code": "RefreshTokenReuseException", "Message": "reused"}}, "Refresh")
        context["shown"], params["RefreshToken"] = shown, real.get(shown, shown)

    def give_the_next(parsed, http_response, context, **_):
        if http_response.status_code < 300:
            given = f"next-{next(number)}.of.{id(real)}"
            real[given] = real.get(context["shown"], context["shown"])
            spent.add(context["shown"])
            parsed["AuthenticationResult"]["RefreshToken"] = given

    hooks = {"before-parameter-build": exchange, "after-call": give_the_next}
    for moment, hook in hooks.items():
        events.register_first(f"{moment}.{operation}", hook)
    yield lambda: [*real]
    for moment, hook in hooks.items():
        events.unregister(f"{moment}.{operation}", hook)


@pytest.fixture
def ended():
    told = []

    def listen(sender, **facts):
        told.append((facts["user_id"], facts["session_id"]))

    signed_out.connect(listen)
    yield told
    signed_out.disconnect(listen)


def refreshed(api, token):
    return api.post("auth/refresh", refresh_token=token)


def test_each_use_gives_the_next_token_which_is_kept(api, signed_up, rotating):
    account = signed_up()
    first = refreshed(api, account.tokens.refresh).json()
    second = refreshed(api, first["refresh_token"]).json()
    assert len({account.tokens.refresh, first["refresh_token"], second["refresh_token"]}) == 3
    assert api.get("me", headers={"authorization": f"Bearer {second['access_token']}"}).status_code == 200
    signed, _, its_own = second["refresh_token"].partition(".")
    key = signed.partition(":")[0]
    assert its_own == rotating()[-1]
    assert SessionItem.find(key).refresh_token == its_own, "to revoke it at the sign-out"


def test_spent_token_ends_the_sign_in_for_thief_and_owner(api, signed_up, rotating, ended):
    account, bystander = signed_up(), signed_up()
    fresh = refreshed(api, account.tokens.refresh).json()
    headers = {"authorization": f"Bearer {fresh['access_token']}"}
    assert api.get("me", headers=headers).status_code == 200
    answer = refreshed(api, account.tokens.refresh)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert api.get("me", headers=headers).status_code == 401
    assert refreshed(api, fresh["refresh_token"]).status_code == 401
    assert ended == [(account.profile.id, fresh["refresh_token"].partition(":")[0])], "and so its sockets"
    assert api.get("me", headers=bystander.bearer).status_code == 200


def test_a_token_is_good_for_its_own_sign_in_alone(api, signed_up, rotating):
    me, theirs = signed_up(), signed_up()
    other = theirs.tokens.refresh.partition(".")[0]
    forged = f"{other}.{me.tokens.refresh.partition('.')[2]}"
    assert refreshed(api, forged).status_code == 401
    assert identify(other.partition(":")[0]) is not None


def test_whoever_knows_anothers_sign_in_by_its_id_cannot_end_it(api, signed_up, rotating, ended):
    me, theirs = signed_up(), signed_up()
    refreshed(api, me.tokens.refresh)
    signed, _, spent = me.tokens.refresh.partition(".")
    known = theirs.tokens.refresh.partition(":")[0]
    for prefix in (known, f"{known}:{signed.partition(':')[2]}"):
        assert refreshed(api, f"{prefix}.{spent}").status_code == 401
    assert ended == []
    assert identify(known) is not None


@pytest.mark.parametrize("other", ["", "x" * 3_000, "ü" * 64, "A" * 64])
def test_a_spent_token_of_no_sign_in_is_refused_and_asks_the_store_for_nothing(api, signed_up, rotating, other):
    account = signed_up()
    refreshed(api, account.tokens.refresh)
    spent = account.tokens.refresh.partition(".")[2]
    with count_calls() as calls:
        assert refreshed(api, f"{other}.{spent}").status_code == 401
    assert set(calls.operations) == {"UpdateItem"}, "the limit of the address, no more"


def test_a_browsers_next_token_is_kept_in_its_session(signed_up, rotating):
    account, browser = signed_up(), Client()
    browser.post("/accounts/sign-in/", {"email": account.email, "password": account.password})
    key = session_id(browser.cookies["session"].value)
    for _ in range(2):
        assert browser.get("/settings/security/second-step/").status_code == 200
        assert SessionItem.find(key).refresh_token == rotating()[-1]


def test_a_browser_whose_sign_in_cognito_has_ended_is_told_and_comes_back_to_where_it_was(signed_up):
    account, browser = signed_up(), Client()
    browser.post("/accounts/sign-in/", {"email": account.email, "password": account.password})
    pool = client("cognito-idp").admin_user_global_sign_out
    pool(UserPoolId=settings.COGNITO["pool_id"], Username=account.profile.id)
    asked = {"current": PASSWORD, "new": "another quiet place to talk"}
    answer = browser.post("/settings/security/password/", asked)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/sign-in/?next=/settings/security/password/")
    page = browser.get(answer["Location"]).content.decode()
    assert "That sign-in has ended. Sign in again." in page
    back = {"email": account.email, "password": PASSWORD, "next": "/settings/security/password/"}
    assert browser.post("/accounts/sign-in/", back)["Location"] == "/settings/security/password/"
