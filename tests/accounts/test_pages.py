"""The account pages without JavaScript, by Django's own client."""

from uuid import uuid4

import pytest
from django.test import Client

from accounts.models.sessions import SessionItem
from accounts.services.sessions import identify, session_id


@pytest.fixture
def browser(embedded_aws):
    address = f"10.9.{uuid4().int % 250}.{uuid4().int % 250}"
    return Client(REMOTE_ADDR=address, HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/145.0")


def signed_in_browser(browser, account):
    answer = browser.post("/accounts/sign-in/", {"email": account.email, "password": account.password})
    assert answer.status_code == 302
    return browser


def test_sign_up_confirm_sign_in_and_sign_out(browser, sign_up_fields, outbox):
    tess = sign_up_fields()
    answer = browser.post("/accounts/sign-up/", tess)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/confirm/")
    page = browser.get("/accounts/confirm/").content.decode()
    assert tess["email"] in page
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page

    code = outbox(tess["email"])[0]["code"]
    answer = browser.post("/accounts/confirm/", {"email": tess["email"], "code": code})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/sign-in/")
    page = browser.get("/accounts/sign-in/").content.decode()
    assert "Your e-mail is confirmed" in page
    assert tess["email"] in page

    answer = browser.post("/accounts/sign-in/", {"email": tess["email"], "password": tess["password"]})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    key = browser.cookies["session"].value
    found = identify(session_id(key))
    assert found is not None
    assert found.profile.handle == tess["handle"]
    row = SessionItem.find(found.session_id)
    assert row is not None
    assert row.device == "Firefox on Linux"
    assert row.refresh_token

    assert browser.get("/accounts/sign-in/").status_code == 302
    answer = browser.post("/accounts/sign-out/")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert SessionItem.find(found.session_id) is None
    assert browser.get("/accounts/sign-in/").status_code == 200


def test_signing_in_gives_the_session_a_new_key(browser, sign_up_fields, signed_up):
    browser.post("/accounts/sign-up/", sign_up_fields())
    before = browser.cookies["session"].value
    signed_in_browser(browser, signed_up())
    assert browser.cookies["session"].value != before
    assert SessionItem.find(session_id(before)) is None
    assert browser.cookies["session"]["max-age"] == 30 * 86400
    assert browser.cookies["session"]["httponly"]
    assert browser.cookies["session"]["samesite"] == "Lax"


def test_tokens_never_reach_the_browser(browser, signed_up):
    answer = browser.post("/accounts/sign-in/", data_of(signed_up()), follow=False)
    assert "eyJ" not in answer.content.decode() + str(answer.headers) + str(browser.cookies)


def data_of(account):
    return {"email": account.email, "password": account.password}


def test_error_stands_beside_its_field_and_input_is_kept(browser, sign_up_fields, signed_up):
    held = signed_up()
    typed = sign_up_fields() | {"handle": held.profile.handle.upper(), "name": "Tess & co"}
    page = browser.post("/accounts/sign-up/", typed)
    assert page.status_code == 200
    assert page.context["form"].errors == {"handle": [f"@{held.profile.handle} is taken. Try another."]}
    assert "Tess &amp; co" in page.content.decode()
    assert typed["email"] in page.content.decode()
    assert typed["password"] not in page.content.decode()
    empty = browser.post("/accounts/sign-up/", {})
    assert set(empty.context["form"].errors) == {"name", "handle", "email", "password"}
    weak = browser.post("/accounts/sign-up/", sign_up_fields(password="short"))
    assert list(weak.context["form"].errors) == ["password"]


def test_fields_have_the_autocomplete_values_of_password_managers(browser):
    page = browser.get("/accounts/sign-up/").content.decode()
    for sign in ('type="email"', 'type="password"', 'autocomplete="email"', 'autocomplete="new-password"'):
        assert sign in page
    page = browser.get("/accounts/sign-in/").content.decode()
    for sign in ('type="email"', 'autocomplete="email"', 'autocomplete="current-password"'):
        assert sign in page


def test_failed_sign_ins_show_the_same_page_to_everybody(browser, sign_up_fields, signed_up):
    waiting = sign_up_fields()
    browser.post("/accounts/sign-up/", waiting)
    tries = [(signed_up().email, "wrong horse"), ("nobody-at-all@example.org", "x"), tuple(data_of_waiting(waiting))]
    for email, password in tries:
        page = browser.post("/accounts/sign-in/", {"email": email, "password": password})
        assert page.status_code == 200
        assert page.context["form"].errors == {
            "__all__": ["That e-mail and password don’t match an account. Check both and try again."]
        }
        assert "/accounts/confirm/" in page.content.decode()


def data_of_waiting(waiting):
    return waiting["email"], waiting["password"]


def test_a_wrong_code_shows_an_error_and_another_code_can_be_requested(browser, sign_up_fields, outbox):
    tess = sign_up_fields()
    browser.post("/accounts/sign-up/", tess)
    page = browser.post("/accounts/confirm/", {"email": tess["email"], "code": "000000"})
    assert page.context["form"].errors == {"code": ["That code isn’t right or has expired. Ask for a new code."]}
    before = len(outbox(tess["email"]))
    answer = browser.post("/accounts/resend/", {"email": tess["email"]})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/confirm/")
    assert len(outbox(tess["email"])) == before + 1
    assert browser.get("/accounts/resend/").status_code == 405


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/c/abc", "/c/abc"),
        ("https://forger.example/", "/"),
        ("//forger.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\forger.example", "/"),
        ("", "/"),
    ],
)
def test_next_stays_on_the_site(browser, signed_up, wanted, goes):
    page = browser.get("/accounts/sign-in/", {"next": wanted}).content.decode()
    assert 'name="next"' in page
    answer = browser.post("/accounts/sign-in/", data_of(signed_up()) | {"next": wanted})
    assert (answer.status_code, answer["Location"]) == (302, goes)


def test_too_many_tries_show_a_sentence(browser, signed_up, settings):
    settings.LIMITS = settings.LIMITS | {"sign-in": (2, 600)}
    account = signed_up()
    for _ in range(2):
        browser.post("/accounts/sign-in/", {"email": account.email, "password": "wrong horse"})
    page = browser.post("/accounts/sign-in/", data_of(account))
    assert page.status_code == 429
    assert 0 < int(page["Retry-After"]) <= 600
    assert page.context["form"].non_field_errors() == ["Too many attempts. Try again in 10 minutes."]


def test_signing_out_needs_a_post_with_the_csrf_token(signed_up, browser):
    account = signed_up()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in_browser(browser, account).cookies
    assert strict.get("/accounts/sign-out/").status_code == 405
    assert strict.post("/accounts/sign-out/").status_code == 403
    assert identify(session_id(strict.cookies["session"].value)) is not None


def test_signing_out_everywhere_ends_other_devices(browser, signed_up):
    account = signed_up()
    signed_in_browser(browser, account)
    other = signed_in_browser(Client(), account)
    browser.post("/accounts/sign-out/", {"everywhere": "on"})
    assert identify(session_id(other.cookies["session"].value)) is None
    assert other.get("/accounts/sign-in/").status_code == 200


def test_account_pages_are_not_cached(browser):
    for path in ("sign-up", "sign-in", "confirm"):
        assert "no-store" in browser.get(f"/accounts/{path}/")["Cache-Control"]
