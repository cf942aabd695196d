"""No screen breaks an accessibility rule that axe-core can check, in both themes, on desktop and phone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations_in_both_themes
from tests.browser.conversations import CONVERSATION_URL
from tests.browser.visitor import Visitor
from tests.browser.waiting import wait_until

pytestmark = pytest.mark.browser
People = Callable[..., Visitor]
DEVICES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
PUBLIC_PATHS = ["/", "/accounts/sign-in/", "/accounts/sign-up/", "/accounts/forgot/", "/api/docs/"]
PATHS = ["/", "/channels/", "/channels/?prefix=nothing", "/c/new/", "/c/new/?kind=group", "/c/new/?kind=channel"]
CONVERSATION_PATHS = ["", "/members/", "/details/", "/invites/", "/pins/", "/leave", "/archive"]
SETTINGS_PATHS = [
    "",
    "account/",
    "account/email/",
    "security/",
    "security/password/",
    "security/second-step/",
    "sessions/",
]
PRIVACY_PATHS = ["", "blocked/", "delete/"]


@pytest.mark.parametrize("device", DEVICES)
def test_every_screen_is_accessible(visitor: People, device: str) -> None:
    ana, ben = visitor(**DEVICES[device]), visitor()
    conversation = start_group(ana, ben)
    paths = [*PATHS, *(f"{conversation}{rest}" for rest in CONVERSATION_PATHS), f"/people/{ben.handle}/"]
    broken_rules = {path: check_page(ana.page, path) for path in paths}
    ana.expect_status(404)
    broken_rules["/not-here"] = check_page(ana.page, "/not-here")
    broken_rules |= {f"open {name}": check_dialog(ana.page, conversation, name) for name in DIALOGS}
    ana.context.clear_cookies()
    broken_rules |= {path: check_page(ana.page, path) for path in PUBLIC_PATHS}
    assert {screen: lines for screen, lines in broken_rules.items() if lines} == {}


@pytest.mark.parametrize("device", DEVICES)
def test_every_page_of_the_settings_is_accessible(visitor: People, device: str) -> None:
    # The security page needs tokens of Cognito, which a sign-in by the form gets.
    ana, ben = visitor(by_form=True, **DEVICES[device]), visitor()
    ana.write_to(ben)
    ben_id = ana.page.locator("[data-peer]").get_attribute("data-peer")
    ana.call_api("PUT", f"me/blocks/{ben_id}")
    paths = [f"/settings/{name}" for name in SETTINGS_PATHS]
    paths += [f"/settings/privacy/{name}" for name in PRIVACY_PATHS]
    paths += [f"/people/{ben_id}/card", f"/people/{ben_id}/block"]
    broken_rules = {path: check_page(ana.page, path) for path in paths}
    assert {path: lines for path, lines in broken_rules.items() if lines} == {}


def start_group(ana: Visitor, ben: Visitor) -> str:
    """Create a group with a message that has a mention, formatting and a link in it; return its path."""
    ana.page.goto("/c/new/?kind=group")
    ana.page.locator("[name=handles]").fill(ben.handle)
    ana.page.get_by_label("Name").fill("Workshop")
    ana.page.get_by_role("button", name="Start group").click()
    ana.page.wait_for_url(CONVERSATION_URL)
    write(ana.page, f"Hello @{ben.handle}, **bold** and `code`: https://example.org")
    expect(ana.page.locator("li.message:not(.pending)")).to_have_count(1)
    return ana.page.url.removeprefix(ana.url)


def check_page(page: Page, path: str) -> list[str]:
    page.goto(path)
    return violations_in_both_themes(page)


@pytest.mark.parametrize("device", DEVICES)
def test_states_of_a_conversation_are_accessible(visitor: People, device: str) -> None:
    ana, ben = visitor(**DEVICES[device]), visitor()
    conversation = start_group(ana, ben)
    ben.page.goto(conversation)
    ben.say("Folded away")
    expect(ana.page.locator("li.message:not(.pending)")).to_have_count(2)
    broken_rules = {name: check_menu_item(ana.page, conversation, name) for name in ("Reply", "Edit", "Delete message")}
    broken_rules["folded"] = check_folded_message(ana, conversation)
    broken_rules |= check_composer_states(ana, ben, conversation)
    ana.page.goto("/")
    ana.page.locator(".self summary").click()
    broken_rules["own menu"] = violations_in_both_themes(ana.page)
    assert {state: lines for state, lines in broken_rules.items() if lines} == {}


def check_menu_item(page: Page, conversation: str, name: str) -> list[str]:
    """Choose the item in the menu of the person's own message, which opens from the message itself or from its toolbar."""
    page.goto(conversation)
    own_message = page.locator("li.message.own")
    own_message.hover()
    own_message.get_by_role("button", name="More", exact=True).filter(visible=True).first.click()
    page.get_by_role("menuitem", name=name).click()
    effect = "dialog[open]" if name == "Delete message" else ".composer-context:visible"
    expect(page.locator(effect)).to_be_visible()
    return violations_in_both_themes(page)


def check_folded_message(ana: Visitor, conversation: str) -> list[str]:
    page = ana.page
    author_id = page.locator("li.message:not(.own)").get_attribute("data-author")
    ana.call_api("PUT", f"me/blocks/{author_id}")
    page.goto(conversation)
    expect(page.locator(".folded").first).to_be_visible()
    lines = violations_in_both_themes(page)
    ana.call_api("DELETE", f"me/blocks/{author_id}")
    return lines


def check_composer_states(ana: Visitor, ben: Visitor, conversation: str) -> dict[str, list[str]]:
    """Check the page while somebody types, after a message was refused, and without a network."""
    page = ana.page
    page.goto(conversation)
    wait_until(page, "document.querySelector('chat-app').socket.connected")
    ben.page.locator("textarea").press_sequentially("I am")
    expect(page.locator(".typing.active")).to_be_visible()
    broken_rules = {"typing": violations_in_both_themes(page)}
    ana.expect_status(403)
    page.route("**/messages", lambda route: route.fulfill(status=403, json={"code": "x", "detail": "Not now."}))
    write(page, "Refused")
    expect(page.locator("li.failed")).to_be_visible()
    broken_rules["not sent"] = violations_in_both_themes(page)
    page.unroute("**/messages")
    page.context.set_offline(True)
    write(page, "Kept")
    expect(page.locator("connection-strip")).to_be_visible()
    broken_rules["offline"] = violations_in_both_themes(page)
    page.context.set_offline(False)
    return broken_rules


def write(page: Page, text: str) -> None:
    """Send by the button: on a phone, Enter starts a new line."""
    page.locator("textarea").fill(text)
    page.get_by_role("button", name="Send message").click()


DIALOGS = {
    "jump": "Control+k",
    "help": "Control+/",
}


def check_dialog(page: Page, conversation: str, name: str) -> list[str]:
    page.goto(conversation)
    page.keyboard.press(DIALOGS[name])
    expect(page.locator("dialog[open]")).to_be_visible()
    return violations_in_both_themes(page)


@pytest.mark.parametrize("rest", ["", "/members/", "/details/"])
def test_page_fits_at_400_percent_zoom(visitor: People, rest: str) -> None:
    ana, ben = visitor(viewport={"width": 320, "height": 640}), visitor()
    conversation = start_group(ana, ben)
    ana.page.goto(f"{conversation}{rest}")
    assert ana.page.evaluate("document.documentElement.scrollWidth") <= 320
    ana.page.goto("/channels/")
    assert ana.page.evaluate("document.documentElement.scrollWidth") <= 320
