"""Sign-in, refresh and sign-out over REST."""

from datetime import timedelta
from typing import Any

import jwt
import pytest

from accounts.cognito import client, users
from accounts.domain import address_of
from accounts.hooks import signed_out
from accounts.models.profiles import ProfileItem
from accounts.models.sessions import SessionItem
from accounts.services.sessions import identify, session_id
from chatify.core import clock
from tests.counting import count_calls


@pytest.fixture
def sign_outs():
    """Return the facts of each `signed_out` signal, in order."""
    facts_of_sign_outs = []

    def listen(sender, **facts):
        facts_of_sign_outs.append({name: facts[name] for name in ("user_id", "session_id", "reason")})

    signed_out.connect(listen)
    yield facts_of_sign_outs
    signed_out.disconnect(listen)


def row_of(access_token):
    claims = jwt.decode(access_token, options={"verify_signature": False})
    return session_id(claims["origin_jti"])


def bearer(tokens):
    return {"authorization": f"Bearer {tokens['access_token']}"}


def signed_in(api, account):
    answer = api.post("auth/sign-in", email=account.email, password=account.password)
    assert answer.status_code == 200
    return answer.json()


def test_unknown_and_unconfirmed_people_and_wrong_passwords_get_the_same_answer(api, sign_up_fields, signed_up):
    waiting = sign_up_fields()
    api.post("auth/sign-up", **waiting)
    tries = [
        ("nobody-at-all@example.org", "correct horse battery"),
        (signed_up().email, "wrong horse battery"),
        (waiting["email"], waiting["password"]),
        (waiting["email"], "wrong horse battery"),
        ("not an address", "x"),
    ]
    answers = [api.post("auth/sign-in", email=email, password=password) for email, password in tries]
    assert {answer.status_code for answer in answers} == {401}
    assert {answer.content for answer in answers} == {answers[0].content}
    assert answers[0].json() == {
        "code": "wrong_credentials",
        "detail": "That e-mail and password don’t match an account. Check both and try again.",
    }
    assert len({tuple(answer.headers.items()) for answer in answers}) == 1


def test_wrong_types_are_invalid(api):
    for body in ({}, {"email": 7, "password": "x"}, {"email": "a@example.org", "password": ["x"]}):
        assert api.post("auth/sign-in", **body).status_code == 400


def test_a_sign_in_is_one_row_without_its_token(api, signed_up):
    account = signed_up()
    tokens = signed_in(api, account)
    row = SessionItem.find(row_of(tokens["access_token"]))
    assert row is not None
    assert (row.user_id, row.epoch) == (account.profile.id, 0)
    assert row.data is None
    assert tokens["access_token"] not in str(row.serialize())


def test_identifying_a_bearer_token_costs_one_call(api, signed_up):
    account = signed_up()
    api.get("users/" + account.profile.id, headers=account.bearer)
    key = row_of(account.tokens.access)
    with count_calls() as calls:
        assert identify(key, user_id=account.profile.id) is not None
    assert calls.operations == ["BatchGetItem"]


def test_last_use_is_written_every_ten_minutes(api, signed_up):
    account = signed_up()
    row = SessionItem.find(row_of(account.tokens.access))
    assert row is not None
    before = clock.now() - timedelta(minutes=11)
    row.change(SessionItem.seen_at.set(before))
    for _ in range(3):
        assert api.get("me", headers=account.bearer).status_code == 200
    seen = SessionItem.find(row.session_id)
    assert seen is not None
    assert seen.seen_at > before
    with count_calls() as calls:
        api.get("me", headers=account.bearer)
    assert calls.writes == []


def test_a_refresh_returns_a_new_access_token_of_the_same_sign_in(api, signed_up):
    tokens = signed_in(api, signed_up())
    answer = api.post("auth/refresh", refresh_token=tokens["refresh_token"])
    assert answer.status_code == 200
    fresh = answer.json()
    assert set(fresh) == set(tokens)
    assert fresh["access_token"] != tokens["access_token"]
    assert row_of(fresh["access_token"]) == row_of(tokens["access_token"])
    assert api.get("me", headers=bearer(fresh)).status_code == 200


@pytest.mark.parametrize("text", ["a b@example.org", "x" * 120 + "@example.org", "a\u202e@example.org", "nobody", "[]"])
def test_text_that_cognito_refuses_as_username_gets_wrong_credentials(text):
    """Cognito would answer with an error that unknown people do not get."""
    found = address_of(text)
    assert found.endswith("@nobody.invalid")
    assert len(found) <= 128
    assert address_of(" Ana@Example.org ") == "ana@example.org"


@pytest.mark.parametrize("forged", ["nonsense", "a.b.c", "e30.e30.e30", "a" * 64 + ".x y", "é.é", "."])
def test_a_bad_refresh_token_is_refused(api, forged):
    answer = api.post("auth/refresh", refresh_token=forged)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


def test_an_access_token_is_no_refresh_token(api, signed_up):
    assert api.post("auth/refresh", refresh_token=signed_up().tokens.access).status_code == 401


def test_signing_out_refuses_the_tokens_immediately(api, signed_up, sign_outs):
    account = signed_up()
    tokens, other = signed_in(api, account), signed_in(api, account)
    assert api.get("me", headers=bearer(tokens)).status_code == 200, "a dead token would prove nothing"
    answer = api.post("auth/sign-out", headers=bearer(tokens))
    assert (answer.status_code, answer.content) == (204, b"")
    refused = api.get("me", headers=bearer(tokens))
    assert (refused.status_code, refused.json()["code"]) == (401, "not_authenticated")
    assert refused["WWW-Authenticate"].startswith("Bearer")
    assert api.post("auth/refresh", refresh_token=tokens["refresh_token"]).status_code == 401
    assert api.get("me", headers=bearer(other)).status_code == 200
    key = row_of(tokens["access_token"])
    assert sign_outs == [{"user_id": account.profile.id, "session_id": key, "reason": "revoked"}]


def test_signing_out_everywhere_ends_all_sign_ins_but_later_ones(api, signed_up, sign_outs, api_client):
    account = signed_up()
    several = [signed_in(api, account) for _ in range(3)]
    browser = api_client(account.profile)
    assert browser.get("/api/v1/me").status_code == 200
    assert api.post("auth/sign-out", headers=bearer(several[0]), everywhere=True).status_code == 204
    assert [api.get("me", headers=bearer(tokens)).status_code for tokens in several] == [401] * 3
    assert browser.get("/api/v1/me").status_code == 401
    assert [api.post("auth/refresh", refresh_token=t["refresh_token"]).status_code for t in several] == [401] * 3
    assert sign_outs == [{"user_id": account.profile.id, "session_id": None, "reason": "revoked"}]
    assert list(SessionItem.ids_of(account.profile.id)) == []
    assert api.get("me", headers=bearer(signed_in(api, account))).status_code == 200


@pytest.mark.parametrize("everywhere", [False, True])
def test_cognito_refuses_tokens_after_a_sign_out(api, signed_up, everywhere):
    account = signed_up()
    its_own = account.tokens.refresh.partition(".")[2]
    users.refresh(its_own)
    api.post("auth/sign-out", headers=account.bearer, everywhere=everywhere)
    with pytest.raises(client.Refused):
        users.refresh(its_own)


def test_signing_out_everywhere_ends_sign_ins_missing_from_the_index(api, signed_up, monkeypatch):
    account = signed_up()
    tokens = signed_in(api, account)
    monkeypatch.setattr(SessionItem, "ids_of", lambda user_id: iter(()))
    assert api.post("auth/sign-out", headers=account.bearer, everywhere=True).status_code == 204
    assert SessionItem.find(row_of(tokens["access_token"])) is not None, "a row that is gone would prove nothing"
    assert api.get("me", headers=bearer(tokens)).status_code == 401


def test_everywhere_must_be_a_boolean(api, signed_up):
    account = signed_up()
    wrong: list[Any] = ["yes", 1, None, []]
    for value in wrong:
        assert api.post("auth/sign-out", headers=account.bearer, everywhere=value).status_code == 400
    assert api.get("me", headers=account.bearer).status_code == 200


def test_raising_the_epoch_ends_earlier_sign_ins(api, signed_up):
    account = signed_up()
    ProfileItem.end_all_sign_ins(account.profile.id)
    assert identify(row_of(account.tokens.access)) is None
    assert api.get("me", headers=account.bearer).status_code == 401


def test_an_expired_sign_in_is_refused_before_its_row_is_deleted(api, signed_up):
    account = signed_up()
    row = SessionItem.find(row_of(account.tokens.access))
    assert row is not None
    row.change(SessionItem.expires_at.set(clock.now() - timedelta(seconds=5)))
    assert api.get("me", headers=account.bearer).status_code == 401


def test_a_token_does_not_open_the_sign_in_of_another_person(api, signed_up):
    me, theirs = signed_up(), signed_up()
    assert identify(row_of(me.tokens.access), user_id=theirs.profile.id) is None
    assert identify(row_of(me.tokens.access), user_id=me.profile.id) is not None


def test_banned_people_get_the_same_code_everywhere(api, signed_up, api_client):
    account = signed_up()
    browser = api_client(account.profile)
    ProfileItem.change(account.profile.id, {"banned_until": clock.now() + timedelta(days=1)})
    answers = [
        api.get("me", headers=account.bearer),
        browser.get("/api/v1/me"),
        api.post("auth/sign-in", email=account.email, password=account.password),
        api.post("auth/refresh", refresh_token=account.tokens.refresh),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(403, "banned")] * 4
    ProfileItem.change(account.profile.id, {"banned_until": clock.now() - timedelta(seconds=1)})
    assert api.get("me", headers=account.bearer).status_code == 200


def test_person_without_profile_gets_one_at_the_first_sign_in(api, signed_up):
    account = signed_up()
    ProfileItem(account.profile.id).delete()
    tokens = signed_in(api, account)
    me = api.get("me", headers=bearer(tokens)).json()
    assert (me["id"], me["handle"]) == (account.profile.id, account.profile.handle)


def test_changes_by_cookie_need_the_csrf_token(signed_up, api_client):
    browser = api_client(signed_up().profile)
    assert browser.patch("/api/v1/me", {"status": "here"}, format="json").status_code == 200
    browser.credentials()
    answer = browser.patch("/api/v1/me", {"status": "there"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    assert browser.get("/api/v1/me").json()["status"] == "here"


def test_signing_out_by_cookie_ends_the_browsers_session(signed_up, api_client, sign_outs):
    browser = api_client(signed_up().profile)
    assert browser.post("/api/v1/auth/sign-out", {}, format="json").status_code == 204
    assert browser.get("/api/v1/me").status_code == 401
    assert len(sign_outs) == 1


def test_a_bad_token_beside_a_good_cookie_is_refused(signed_up, api_client):
    browser = api_client(signed_up().profile)
    assert browser.get("/api/v1/me").status_code == 200
    assert browser.get("/api/v1/me", headers={"authorization": "Bearer nonsense"}).status_code == 401
