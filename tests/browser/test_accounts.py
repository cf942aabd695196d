"""The life of an account in a real browser, from sign-up to deletion."""

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
NEW_PASSWORD = "another quiet place to talk"


def sign_out(someone: Visitor) -> None:
    someone.page.goto("/")
    someone.page.get_by_label("Account and settings").click()
    someone.page.get_by_role("button", name="Sign out").click()
    expect(someone.page).to_have_url(f"{someone.url}/")


def test_account_from_sign_up_over_the_second_step_to_deletion(visitor: People) -> None:
    ana, ben = visitor(by_form=True), visitor()
    ana.write_to(ben)
    conversation_url = ana.page.url
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

    sign_out(ana)
    ana.submit_sign_in(PASSWORD)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    page.get_by_label("Six-digit code").fill(totp.wrong_code(secret))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("That code isn’t right")).to_be_visible()
    page.get_by_label("Six-digit code").fill(totp.code(secret))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("navigation", name="Conversations")).to_be_visible()

    page.goto("/settings/security/password/")
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_label("New password").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Your password was changed")).to_be_visible()

    page.goto("/settings/privacy/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    archive = zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert "I was here" in [row["body"] for row in json.loads(archive.read("messages.json"))]

    page.get_by_role("link", name="Delete my account").click()
    page.get_by_label("Your handle").fill(ana.handle)
    page.get_by_label("Your password").fill(NEW_PASSWORD)
    page.get_by_label("Also delete every message I wrote").check()
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("heading", name="Your account is deleted")).to_be_visible(timeout=30_000)
    ana.submit_sign_in(NEW_PASSWORD)
    expect(page.get_by_text("don’t match an account")).to_be_visible()
    ben.page.goto(conversation_url)
    expect(ben.page.get_by_role("log").get_by_text("This message was deleted")).to_be_visible()
    assert ana.name not in ben.page.content()


def second_device(person: Visitor) -> Visitor:
    """Sign the person in once more, in another browser context."""
    device = Visitor(person.context.browser, person.url)
    device.email, device.handle, device.name = person.email, person.handle, person.name
    device.sign_in()
    return device


def test_signing_out_elsewhere_closes_other_devices_at_once(visitor: People) -> None:
    ana = visitor()
    ana.page.goto("/")
    phone = second_device(ana)
    ana.page.goto("/settings/sessions/")
    ana.page.get_by_role("button", name="Sign out everywhere else").click()
    expect(ana.page.get_by_text("You’re signed out everywhere else")).to_be_visible()
    expect(phone.page.get_by_role("navigation", name="Conversations")).to_be_hidden(timeout=5_000)
    phone.context.close()


def test_draft_survives_a_sign_out_from_another_device(visitor: People) -> None:
    ana, ben = visitor(), visitor()
    ana.write_to(ben)
    conversation_url, page = ana.page.url, ana.page
    page.locator("textarea").press_sequentially("half a thought")
    phone = second_device(ana)
    phone.page.goto("/settings/sessions/")
    phone.page.get_by_role("button", name="Sign out everywhere else").click()
    expect(page.get_by_role("navigation", name="Conversations")).to_be_hidden(timeout=5_000)
    ana.submit_sign_in(PASSWORD)
    page.goto(conversation_url)
    expect(page.locator("textarea")).to_have_value("half a thought")
    phone.context.close()


def test_forgotten_password_is_reset_by_a_mailed_code(visitor: People) -> None:
    ana = visitor()
    sign_out(ana)
    page = ana.page
    page.goto("/accounts/sign-in/")
    page.get_by_role("link", name="Forgot it?").click()
    page.get_by_label("E-mail").fill(ana.email)
    page.get_by_role("button", name="Send reset code").click()
    expect(page.get_by_label("Code")).to_be_visible()
    page.get_by_label("Code").fill(ana.code())
    page.get_by_label("New password").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Save and sign in").click()
    expect(page.get_by_role("navigation", name="Conversations")).to_be_visible()
