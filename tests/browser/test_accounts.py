"""One account, from sign-up over the second step to its end, in a real browser."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.accounts import totp
from tests.browser.visitor import PASSWORD, Visitor

pytestmark = pytest.mark.browser
People = Callable[..., Visitor]
NEW = "another quiet place to talk"


def signs_in(someone: Visitor, password: str) -> None:
    page = someone.page
    page.goto("/accounts/sign-in/")
    page.get_by_label("E-mail").fill(someone.email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def signs_out(someone: Visitor) -> None:
    someone.page.goto("/")
    someone.page.get_by_label("Account and settings").click()
    someone.page.get_by_role("button", name="Sign out").click()
    expect(someone.page).to_have_url(f"{someone.url}/")


def test_from_sign_up_over_the_second_step_to_deletion(visitor: People) -> None:
    ana, ben = visitor(by_form=True), visitor()
    ana.write_to(ben)
    room = ana.page.url
    ana.say("I was here")
    page = ana.page

    page.goto("/settings/")
    page.get_by_label("Status").fill("Truing wheels")
    page.get_by_role("button", name="Save profile").click()
    expect(page.get_by_text("Saved")).to_be_visible()

    page.goto("/settings/security/")
    page.get_by_role("link", name="Turn on").click()
    expect(page.locator("svg.qr")).to_be_visible()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("Six-digit code").fill(totp.code(secret))
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_text("The second step is on")).to_be_visible()

    signs_out(ana)
    signs_in(ana, PASSWORD)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    page.get_by_label("Six-digit code").fill(totp.wrong(secret))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("That code isn’t right")).to_be_visible()
    page.get_by_label("Six-digit code").fill(totp.code(secret))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("navigation", name="Conversations")).to_be_visible()

    page.goto("/settings/security/password/")
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_label("New password").fill(NEW)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Your password was changed")).to_be_visible()

    page.goto("/settings/privacy/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    archive = zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert "I was here" in [row["body"] for row in json.loads(archive.read("messages.json"))]

    page.get_by_role("link", name="Delete my account").click()
    page.get_by_label("Your handle").fill(ana.handle)
    page.get_by_label("Your password").fill(NEW)
    page.get_by_label("Also delete every message I wrote").check()
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("heading", name="Your account is deleted")).to_be_visible(timeout=30_000)
    signs_in(ana, NEW)
    expect(page.get_by_text("don’t match an account")).to_be_visible()
    ben.page.goto(room)
    expect(ben.page.get_by_role("log").get_by_text("This message was deleted")).to_be_visible()
    assert ana.name not in ben.page.content()


def test_a_device_that_is_signed_out_elsewhere_is_closed_at_once(visitor: People) -> None:
    ana = visitor()
    ana.page.goto("/")
    phone = Visitor(ana.context.browser, ana.url)
    phone.email, phone.handle, phone.name = ana.email, ana.handle, ana.name
    phone.sign_in()
    ana.page.goto("/settings/sessions/")
    ana.page.get_by_role("button", name="Sign out everywhere else").click()
    expect(ana.page.get_by_text("You’re signed out everywhere else")).to_be_visible()
    expect(phone.page.get_by_role("navigation", name="Conversations")).to_be_hidden(timeout=5_000)
    phone.context.close()


def test_who_is_signed_out_elsewhere_finds_their_draft_when_they_are_back(visitor: People) -> None:
    ana, ben = visitor(), visitor()
    ana.write_to(ben)
    room, page = ana.page.url, ana.page
    page.locator("textarea").press_sequentially("half a thought")
    phone = Visitor(ana.context.browser, ana.url)
    phone.email, phone.handle, phone.name = ana.email, ana.handle, ana.name
    phone.sign_in()
    phone.page.goto("/settings/sessions/")
    phone.page.get_by_role("button", name="Sign out everywhere else").click()
    expect(page.get_by_role("navigation", name="Conversations")).to_be_hidden(timeout=5_000)
    signs_in(ana, PASSWORD)
    page.goto(room)
    expect(page.locator("textarea")).to_have_value("half a thought")
    phone.context.close()


def test_a_forgotten_password_from_mail_to_chat(visitor: People) -> None:
    ana = visitor()
    signs_out(ana)
    page = ana.page
    page.goto("/accounts/sign-in/")
    page.get_by_role("link", name="Forgot it?").click()
    page.get_by_label("E-mail").fill(ana.email)
    page.get_by_role("button", name="Send reset code").click()
    page.get_by_label("Code").fill(ana.code())
    page.get_by_label("New password").fill(NEW)
    page.get_by_role("button", name="Save and sign in").click()
    expect(page.get_by_role("navigation", name="Conversations")).to_be_visible()
