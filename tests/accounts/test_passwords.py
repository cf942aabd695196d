"""Forgotten and changed passwords, over REST."""

import pytest
from django.test import Client

from accounts.hooks import signed_out
from accounts.models.profiles import ProfileItem
from accounts.models.sessions import SessionItem
from accounts.services import limits
from accounts.services.sessions import session_id
from chatify.core.errors import Unavailable
from tests.accounts.conftest import PASSWORD, conflict_response
from tests.models.dense_log import once

NEW = "a quieter place to talk"


def signed_in(api, account, password=PASSWORD):
    answer = api.post("auth/sign-in", email=account.email, password=password)
    assert answer.status_code == 200, answer.content
    return {"authorization": f"Bearer {answer.json()['access_token']}"}


def test_forgot_gives_the_same_answer_to_everybody(api, sign_up_fields, signed_up):
    waiting = sign_up_fields()
    api.post("auth/sign-up", **waiting)
    emails = [signed_up().email, "nobody-at-all@example.org", waiting["email"], "no address"]
    answers = [api.post("auth/forgot", email=email) for email in emails]
    assert {(answer.status_code, answer.content) for answer in answers} == {(202, b"{}")}


def test_resetting_the_password_ends_every_sign_in(api, signed_up, outbox):
    account = signed_up()
    assert api.get("me", headers=account.bearer).status_code == 200, "a dead token would prove nothing"
    api.post("auth/forgot", email=account.email.upper())
    code = outbox(account.email)[0]["code"]
    answer = api.post("auth/reset", email=account.email, code=code, password=NEW)
    assert (answer.status_code, answer.content) == (204, b"")
    assert api.get("me", headers=account.bearer).status_code == 401
    assert api.post("auth/sign-in", email=account.email, password=account.password).status_code == 401
    assert api.get("me", headers=signed_in(api, account, NEW)).status_code == 200
    again = api.post("auth/reset", email=account.email, code=code, password="yet another password")
    assert (again.status_code, again.json()["code"]) == (422, "wrong_code")


def test_resetting_ends_every_sign_in_although_a_later_step_fails(api, signed_up, outbox, monkeypatch):
    account = signed_up()
    api.post("auth/forgot", email=account.email)

    def fail(*_):
        raise Unavailable

    monkeypatch.setattr(limits, "record_success", fail)
    code = outbox(account.email)[0]["code"]
    assert api.post("auth/reset", email=account.email, code=code, password=NEW).status_code == 503
    assert api.get("me", headers=account.bearer).status_code == 401


def test_person_without_profile_can_reset_their_password(api, signed_up, outbox):
    account = signed_up()
    ProfileItem.forget(account.profile.id)
    api.post("auth/forgot", email=account.email)
    code = outbox(account.email)[0]["code"]
    assert api.post("auth/reset", email=account.email, code=code, password=NEW).status_code == 204
    assert api.get("me", headers=signed_in(api, account, NEW)).status_code == 200, "made at the first sign-in"


@pytest.mark.parametrize("code", ["000000", "12345", "", "not a code"])
def test_a_wrong_code_resets_no_password(api, signed_up, code):
    account = signed_up()
    api.post("auth/forgot", email=account.email)
    answers = [
        api.post("auth/reset", email=email, code=code, password=NEW) for email in (account.email, "x@example.org")
    ]
    if code:
        assert {answer.status_code for answer in answers} == {422}
    assert answers[0].content == answers[1].content
    signed_in(api, account)


def test_a_weak_new_password_is_refused_with_the_reason(api, signed_up):
    answer = api.post("auth/reset", email=signed_up().email, code="123456", password="password1234")
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["password"]


def test_changing_the_password_ends_other_sign_ins(api, signed_up):
    account = signed_up()
    here, other = signed_in(api, account), signed_in(api, account)
    told = []

    def listen(sender, **facts):
        told.append((facts["user_id"], facts["session_id"], facts.get("but_not") is not None))

    signed_out.connect(listen)
    answer = api.post("me/password", headers=here, current=PASSWORD, new=NEW)
    signed_out.disconnect(listen)
    assert (answer.status_code, answer.content) == (204, b"")
    assert told == [(account.profile.id, None, True)]
    assert api.get("me", headers=here).status_code == 200
    assert [api.get("me", headers=ended).status_code for ended in (other, account.bearer)] == [401, 401]
    assert api.post("auth/sign-in", email=account.email, password=PASSWORD).status_code == 401
    signed_in(api, account, NEW)


def test_changing_the_password_ends_a_sign_in_of_the_same_moment(api, signed_up):
    account = signed_up()
    here = signed_in(api, account)
    with once("before-call.dynamodb.TransactWriteItems", conflict_response):
        answer = api.post("me/password", headers=here, current=PASSWORD, new=NEW)
    assert answer.status_code == 204, "the password is changed: who asks again is told that the old one is wrong"
    assert [api.get("me", headers=each).status_code for each in (here, account.bearer)] == [200, 401]


def test_a_browser_that_changes_the_password_stays_signed_in(signed_up, embedded_aws):
    account = signed_up()
    browser = Client()
    browser.post("/accounts/sign-in/", {"email": account.email, "password": PASSWORD})
    answer = browser.post("/api/v1/me/password", {"current": PASSWORD, "new": NEW}, content_type="application/json")
    assert answer.status_code == 204
    assert browser.get("/api/v1/me").status_code == 200
    row = SessionItem.find(session_id(browser.cookies["session"].value))
    assert row is not None
    assert row.epoch == 1


def test_a_wrong_old_password_is_refused(api, signed_up):
    account = signed_up()
    answer = api.post("me/password", headers=account.bearer, current="wrong horse battery", new=NEW)
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_password")
    assert api.get("me", headers=account.bearer).status_code == 200
    weak = api.post("me/password", headers=account.bearer, current=PASSWORD, new="short")
    assert (weak.status_code, list(weak.json()["fields"])) == (400, ["new"])
    signed_in(api, account)


def test_requests_for_a_reset_code_are_limited(api, settings):
    settings.LIMITS = settings.LIMITS | {"reset": (2, 3600)}
    email = "asks-often@example.org"
    statuses = [api.post("auth/forgot", email=email).status_code for _ in range(3)]
    assert statuses == [202, 202, 429]
