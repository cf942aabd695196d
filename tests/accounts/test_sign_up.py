"""Sign-up and confirmation over REST, against the embedded Cognito, which refuses wrong codes."""

from typing import Any

import pytest
from django.test import Client

from accounts.models.handles import HandleItem
from accounts.models.profiles import ProfileItem
from chatify.local.outbox import mails


def test_a_person_signs_up_confirms_and_signs_in(api, sign_up_fields, outbox):
    tess = sign_up_fields()
    answer = api.post("auth/sign-up", **tess)
    assert answer.status_code == 201
    assert answer.json() == {"delivery": {"medium": "email", "destination": "t***@e***"}}

    code = outbox(tess["email"])[0]["code"]
    confirmed = api.post("auth/confirm", email=tess["email"], code=code)
    assert (confirmed.status_code, confirmed.content) == (204, b"")

    tokens = api.post("auth/sign-in", email=tess["email"], password=tess["password"])
    assert tokens.status_code == 200
    assert set(tokens.json()) == {"access_token", "refresh_token", "expires_in", "token_type"}
    assert (tokens.json()["token_type"], tokens.json()["expires_in"]) == ("Bearer", 900)

    me = api.get("me", headers={"authorization": f"Bearer {tokens.json()['access_token']}"}).json()
    assert (me["handle"], me["name"], me["email"]) == (tess["handle"], tess["name"], tess["email"])
    assert set(me) == {
        *("id", "handle", "name", "avatar_url", "status", "online"),
        "email",
        "avatar_id",
        "created_at",
        "settings",
    }


def test_email_and_handle_ignore_case(api, sign_up_fields, outbox):
    tess = sign_up_fields()
    loud = tess | {"email": f" {tess['email'].upper()} ", "handle": f"@{tess['handle'].upper()}"}
    assert api.post("auth/sign-up", **loud).status_code == 201
    code = outbox(tess["email"])[0]["code"]
    assert api.post("auth/confirm", email=tess["email"].upper(), code=f"{code[:3]} {code[3:]}").status_code == 204
    assert api.post("auth/sign-in", email=tess["email"].title(), password=tess["password"]).status_code == 200
    assert HandleItem.find(tess["handle"]) is not None


def test_signing_up_with_a_known_email_looks_alike_and_mails_its_owner(api, sign_up_fields, signed_up, outbox):
    known = signed_up()
    unknown = api.post("auth/sign-up", **sign_up_fields())
    again = api.post("auth/sign-up", **sign_up_fields(email=known.email))
    assert (again.status_code, list(again.json())) == (unknown.status_code, list(unknown.json()))
    assert again.json()["delivery"]["destination"] == "s***@e***"
    assert again.headers.items() == unknown.headers.items()
    mail = outbox(known.email)[0]
    assert (mail["subject"], mail["code"]) == ("You already have an account at Chatify", None)
    assert api.post("auth/sign-in", email=known.email, password=known.password).status_code == 200


def test_a_known_but_unconfirmed_email_gets_a_new_code(api, sign_up_fields, outbox):
    tess = sign_up_fields()
    api.post("auth/sign-up", **tess)
    before = len(outbox(tess["email"]))
    assert api.post("auth/sign-up", **tess).status_code == 201
    mails_now = outbox(tess["email"])
    assert len(mails_now) == before + 1
    assert api.post("auth/confirm", email=tess["email"], code=mails_now[0]["code"]).status_code == 204


def test_a_claimed_handle_is_taken_for_known_and_unknown_emails_alike(api, sign_up_fields, signed_up):
    held = signed_up()
    for asked in (
        sign_up_fields(handle=held.profile.handle, email="new-one@example.org"),
        sign_up_fields(email=held.email),
    ):
        answer = api.post("auth/sign-up", **asked | {"handle": held.profile.handle.upper()})
        assert (answer.status_code, answer.json()["code"]) == (409, "handle_taken")
        assert "fields" not in answer.json()


def test_second_person_to_confirm_a_handle_gets_the_next_free_one(api, sign_up_fields, outbox):
    first = sign_up_fields()
    second = sign_up_fields() | {"handle": first["handle"]}
    for asked in (first, second):
        assert api.post("auth/sign-up", **asked).status_code == 201
    for asked in (first, second):
        code = outbox(asked["email"])[0]["code"]
        assert api.post("auth/confirm", email=asked["email"], code=code).status_code == 204
    handles = [signed_in_handle(api, asked) for asked in (first, second)]
    assert handles == [first["handle"], f"{first['handle']}2"]


def signed_in_handle(api, asked):
    tokens = api.post("auth/sign-in", email=asked["email"], password=asked["password"]).json()
    return api.get("me", headers={"authorization": f"Bearer {tokens['access_token']}"}).json()["handle"]


def test_each_invalid_field_gets_its_reason(api, sign_up_fields):
    asked = {"email": "tess@", "password": "short", "handle": "no blanks", "name": " \u200b "}
    answer = api.post("auth/sign-up", **asked)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    fields = answer.json()["fields"]
    assert set(fields) == set(asked)
    assert fields["password"] == ["This password is too short. It must contain at least 12 characters."]


def test_weak_passwords_are_refused_with_the_reason(api, sign_up_fields):
    tess = sign_up_fields()
    weak = {
        "password12345": "common",
        tess["handle"] + "1": "similar",
        " blanks around me ": "space",
        "x" * 257: "at most",
    }
    for password, reason in weak.items():
        answer = api.post("auth/sign-up", **tess | {"password": password})
        assert answer.status_code == 400, password
        assert reason in answer.json()["fields"]["password"][0]


def test_wrong_types_and_long_values_are_refused(api, sign_up_fields):
    wrong: list[Any] = [None, 7, True, [], {}, "x" * 2_000, "a\x00b", "\ud800", ""]
    for field in sign_up_fields():
        for value in wrong:
            answer = api.post("auth/sign-up", **sign_up_fields() | {field: value})
            assert answer.status_code == 400, (field, value)
            assert list(answer.json()["fields"]) == [field]
    assert set(api.post("auth/sign-up").json()["fields"]) == set(sign_up_fields())


def test_long_names_and_handles_are_refused_at_their_own_limits(api, sign_up_fields):
    assert api.post("auth/sign-up", **sign_up_fields(name="é" * 64)).status_code == 201
    assert list(api.post("auth/sign-up", **sign_up_fields(name="é" * 65)).json()["fields"]) == ["name"]
    for handle in ("a", "a" * 33, "tëss", "a/b", "a b"):
        answer = api.post("auth/sign-up", **sign_up_fields() | {"handle": handle})
        assert (answer.status_code, list(answer.json()["fields"])) == (400, ["handle"]), handle


def test_fields_that_a_client_may_not_set_are_ignored(api, sign_up_fields, outbox):
    tess = sign_up_fields()
    api.post("auth/sign-up", **tess, is_staff=True, groups=["admins"], sub="forged", email_verified="true")
    assert api.post("auth/sign-in", email=tess["email"], password=tess["password"]).status_code == 401
    api.post("auth/confirm", email=tess["email"], code=outbox(tess["email"])[0]["code"])
    handle = HandleItem.find(tess["handle"])
    assert handle is not None
    profile = ProfileItem.profile(handle.user_id)
    assert profile is not None
    assert profile.id != "forged"
    assert profile.groups == frozenset()


def test_a_wrong_code_is_refused_and_the_right_one_still_works(api, sign_up_fields, outbox):
    tess = sign_up_fields()
    api.post("auth/sign-up", **tess)
    code = outbox(tess["email"])[0]["code"]
    for wrong in ("000000", "12345", "abcdef", code + "0", "१२३४५६"):
        assert wrong != code, "the right one would prove nothing"
        answer = api.post("auth/confirm", email=tess["email"], code=wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, "wrong_code"), wrong
    assert api.post("auth/confirm", email=tess["email"], code=code).status_code == 204


def test_unknown_or_confirmed_address_gets_wrong_code(api, sign_up_fields, signed_up):
    waiting = sign_up_fields()
    api.post("auth/sign-up", **waiting)
    emails = [waiting["email"], signed_up().email, "nobody-at-all@example.org"]
    answers = [api.post("auth/confirm", email=email, code="000000") for email in emails]
    assert {(answer.status_code, answer.content) for answer in answers} == {(422, answers[0].content)}


def test_resend_gives_the_same_answer_to_everybody(api, sign_up_fields, signed_up, outbox):
    waiting = sign_up_fields()
    api.post("auth/sign-up", **waiting)
    before = len(outbox(waiting["email"]))
    emails = [waiting["email"], signed_up().email, "nobody-at-all@example.org"]
    answers = [api.post("auth/resend", email=email) for email in emails]
    assert {(answer.status_code, answer.content) for answer in answers} == {(202, b"{}")}
    assert len(outbox(waiting["email"])) == before + 1
    assert mails("nobody-at-all@example.org") == []


def test_signing_up_with_a_foreign_address_gives_no_access_to_its_account(api, sign_up_fields, outbox):
    owner = sign_up_fields()
    forger = sign_up_fields(email=owner["email"], password="the forger’s own words")
    assert api.post("auth/sign-up", **forger).status_code == 201
    assert api.post("auth/sign-up", **owner).status_code == 201
    assert api.post("auth/confirm", email=owner["email"], code=outbox(owner["email"])[0]["code"]).status_code == 204
    assert api.post("auth/sign-in", email=owner["email"], password=forger["password"]).status_code == 401
    answer = api.post("auth/sign-in", email=owner["email"], password=owner["password"])
    assert answer.status_code == 200
    me = api.get("me", headers={"authorization": f"Bearer {answer.json()['access_token']}"}).json()
    assert (me["handle"], me["name"]) == (owner["handle"], owner["name"])


def test_owners_code_does_not_confirm_a_strangers_sign_up(sign_up_fields, outbox):
    owner, owners_browser = sign_up_fields(), Client(REMOTE_ADDR="10.9.8.7")
    forger = sign_up_fields(email=owner["email"], password="the forger’s own words")
    assert owners_browser.post("/accounts/sign-up/", owner).status_code == 302
    assert Client(REMOTE_ADDR="10.9.8.6").post("/accounts/sign-up/", forger).status_code == 302
    typed = {"email": owner["email"], "code": outbox(owner["email"])[0]["code"]}
    page = owners_browser.post("/accounts/confirm/", typed)
    assert page.context["form"].errors == {"code": ["That code isn’t right or has expired. Ask for a new code."]}
    assert owners_browser.post("/accounts/sign-up/", owner).status_code == 302
    assert owners_browser.post("/accounts/confirm/", typed).status_code == 302
    me, theirs = ({"email": owner["email"], "password": each["password"]} for each in (owner, forger))
    assert Client().post("/accounts/sign-in/", theirs).status_code == 200
    assert Client().post("/accounts/sign-in/", me).status_code == 302


def test_known_and_unconfirmed_addresses_see_the_same_pages(signed_up, sign_up_fields, settings):
    pages = []
    for email in (signed_up().email, sign_up_fields()["email"]):
        browser = Client()
        assert browser.post("/accounts/sign-up/", sign_up_fields(email=email)).status_code == 302
        page = browser.post("/accounts/confirm/", {"email": email, "code": "000000"})
        pages.append((page.status_code, page.context["form"].errors, sorted(browser.cookies)))
    assert pages[0] == pages[1]


def test_a_persons_id_is_not_accepted_as_an_address(api, signed_up, outbox):
    account = signed_up()
    before = len(outbox(account.email))
    answer = api.post("auth/sign-in", email=account.profile.id, password=account.password)
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_credentials")
    assert api.post("auth/forgot", email=account.profile.id).status_code == 202
    assert len(outbox(account.email)) == before


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("password", "1029384756019"),
        ("password", "aaaaaaaaaaaaab"),
        ("handle", ".."),
        ("handle", "-_-"),
        ("name", "Tess \u202egreb"),
        ("name", "Tess \u2066x"),
    ],
)
def test_value_that_only_looks_valid_is_refused(api, sign_up_fields, field, text):
    answer = api.post("auth/sign-up", **(sign_up_fields() | {field: text}))
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
