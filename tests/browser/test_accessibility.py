"""No screen breaks a rule that a machine can check: axe-core, both themes, desktop and phone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations_in_both_themes
from tests.browser.test_messages import call
from tests.browser.test_two_people import until
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
People = Callable[..., Visitor]
LOOKS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
OUTSIDE = ["/", "/accounts/sign-in/", "/accounts/sign-up/", "/accounts/forgot/", "/api/docs/"]
INSIDE = ["/", "/channels/", "/channels/?prefix=nothing", "/c/new/", "/c/new/?kind=group", "/c/new/?kind=channel"]
ROOM = ["", "/members/", "/details/", "/invites/", "/pins/", "/leave", "/archive"]
SETTINGS = ["", "account/", "account/email/", "security/", "security/password/", "security/second-step/", "sessions/"]
PRIVACY = ["", "blocked/", "delete/"]


@pytest.mark.parametrize("look", LOOKS)
def test_every_screen(visitor: People, look: str) -> None:
    ana, ben = visitor(**LOOKS[look]), visitor()
    room = started(ana, ben)
    addresses = [*INSIDE, *(f"{room}{rest}" for rest in ROOM), f"/people/{ben.handle}/"]
    found = {address: seen(ana.page, address) for address in addresses}
    found["/not-here"] = seen(ana.page, "/not-here")
    found |= {f"open {name}": opened(ana.page, room, name) for name in DIALOGS}
    ana.complaints.clear()  # Chromium writes the 404 into its console
    ana.context.clear_cookies()
    found |= {address: seen(ana.page, address) for address in OUTSIDE}
    assert {place: wrong for place, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_of_the_settings(visitor: People, look: str) -> None:
    # By the form: its sign-in is a real one at Cognito, as the security page needs it.
    ana, ben = visitor(by_form=True, **LOOKS[look]), visitor()
    ana.write_to(ben)
    them = ana.page.locator("[data-peer]").get_attribute("data-peer")
    call(ana, "PUT", f"me/blocks/{them}")
    pages = [*(f"/settings/{name}" for name in SETTINGS), *(f"/settings/privacy/{name}" for name in PRIVACY)]
    found = {address: seen(ana.page, address) for address in [*pages, f"/people/{them}/card", f"/people/{them}/block"]}
    assert {place: wrong for place, wrong in found.items() if wrong} == {}


def started(ana: Visitor, ben: Visitor) -> str:
    """A group with something of everything in it; its address."""
    ana.page.goto("/c/new/?kind=group")
    ana.page.locator("[name=handles]").fill(ben.handle)
    ana.page.get_by_label("Name").fill("Workshop")
    ana.page.get_by_role("button", name="Start group").click()
    ana.page.wait_for_url(re.compile(r"/c/\w{20,}$"))
    write(ana.page, f"Hello @{ben.handle}, **bold** and `code`: https://example.org")
    expect(ana.page.locator("li.message:not(.pending)")).to_have_count(1)
    return ana.page.url.removeprefix(ana.url)


def seen(page: Page, address: str) -> list[str]:
    page.goto(address)
    return violations_in_both_themes(page)


@pytest.mark.parametrize("look", LOOKS)
def test_what_opens_in_a_conversation(visitor: People, look: str) -> None:
    ana, ben = visitor(**LOOKS[look]), visitor()
    room = started(ana, ben)
    ben.page.goto(room)
    ben.say("Folded away")
    expect(ana.page.locator("li.message:not(.pending)")).to_have_count(2)
    found = {name: begun(ana.page, room, name) for name in ("Reply", "Edit", "Delete message")}
    found["folded"] = folded(ana, room)
    found |= troubled(ana, ben, room)
    ana.page.goto("/")
    ana.page.locator(".self summary").click()
    found["own menu"] = violations_in_both_themes(ana.page)
    assert {place: wrong for place, wrong in found.items() if wrong} == {}


def begun(page: Page, room: str, name: str) -> list[str]:
    """By the menu of one's own message: under its dots on a phone, from its toolbar elsewhere."""
    page.goto(room)
    mine = page.locator("li.message.own")
    mine.hover()
    mine.get_by_role("button", name="More", exact=True).filter(visible=True).first.click()
    page.get_by_role("menuitem", name=name).click()
    shown = "dialog[open]" if name == "Delete message" else ".composer-context:visible"
    expect(page.locator(shown)).to_be_visible()
    page.wait_for_timeout(300)
    return violations_in_both_themes(page)


def folded(ana: Visitor, room: str) -> list[str]:
    page = ana.page
    theirs = page.locator("li.message:not(.own)").get_attribute("data-author")
    call(ana, "PUT", f"me/blocks/{theirs}")
    page.goto(room)
    expect(page.locator(".folded").first).to_be_visible()
    found = violations_in_both_themes(page)
    call(ana, "DELETE", f"me/blocks/{theirs}")
    return found


def troubled(ana: Visitor, ben: Visitor, room: str) -> dict[str, list[str]]:
    """Somebody types; a message is refused; the network goes."""
    page = ana.page
    page.goto(room)
    until(page, "document.querySelector('chat-app').socket.connected")
    ben.page.locator("textarea").press_sequentially("I am")
    expect(page.locator(".typing.active")).to_be_visible()
    found = {"typing": violations_in_both_themes(page)}
    page.route("**/messages", lambda route: route.fulfill(status=403, json={"code": "x", "detail": "Not now."}))
    write(page, "Refused")
    expect(page.locator("li.failed")).to_be_visible()
    found["not sent"] = violations_in_both_themes(page)
    ana.complaints.clear()  # Chromium writes the refusal into its console
    page.unroute("**/messages")
    page.context.set_offline(True)
    write(page, "Kept")
    expect(page.locator("connection-strip")).to_be_visible()
    found["offline"] = violations_in_both_themes(page)
    page.context.set_offline(False)
    return found


def write(page: Page, text: str) -> None:
    """On a phone, Enter breaks the line."""
    page.locator("textarea").fill(text)
    page.get_by_role("button", name="Send message").click()


DIALOGS = {
    "jump": "Control+k",
    "help": "Control+/",
}


def opened(page: Page, room: str, name: str) -> list[str]:
    page.goto(room)
    page.keyboard.press(DIALOGS[name])
    expect(page.locator("dialog[open]")).to_be_visible()
    page.wait_for_timeout(300)
    return violations_in_both_themes(page)


@pytest.mark.parametrize("address", ["", "/members/", "/details/"])
def test_at_400_percent_nothing_sticks_out(visitor: People, address: str) -> None:
    ana, ben = visitor(viewport={"width": 320, "height": 640}), visitor()
    room = started(ana, ben)
    ana.page.goto(f"{room}{address}")
    assert ana.page.evaluate("document.documentElement.scrollWidth") <= 320
    ana.page.goto("/channels/")
    assert ana.page.evaluate("document.documentElement.scrollWidth") <= 320
