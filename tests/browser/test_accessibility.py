"""No screen breaks a rule that a machine can check: axe-core, both themes, desktop and phone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
People = Callable[..., Visitor]
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light", "has_touch": True},
    "phone in the dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "has_touch": True},
}
OUTSIDE = ["/", "/accounts/sign-in/", "/accounts/sign-up/", "/accounts/forgot/", "/api/docs/"]
INSIDE = ["/", "/channels/", "/channels/?prefix=nothing", "/c/new/", "/c/new/?kind=group", "/c/new/?kind=channel"]
ROOM = ["", "/members/", "/details/", "/invites/", "/pins/", "/leave", "/archive"]


@pytest.mark.parametrize("look", LOOKS)
def test_every_screen(visitor: People, look: str) -> None:
    ana, ben = visitor(**LOOKS[look]), visitor()
    room = started(ana, ben)
    found = {address: seen(ana.page, address) for address in [*INSIDE, *(f"{room}{rest}" for rest in ROOM)]}
    found["/not-here"] = seen(ana.page, "/not-here")
    found |= {f"open {name}": opened(ana.page, room, name) for name in DIALOGS}
    ana.complaints.clear()  # Chromium writes the 404 into its console
    ana.context.clear_cookies()
    found |= {address: seen(ana.page, address) for address in OUTSIDE}
    assert {place: wrong for place, wrong in found.items() if wrong} == {}


def started(ana: Visitor, ben: Visitor) -> str:
    """A group with something of everything in it; its address."""
    ana.page.goto("/c/new/?kind=group")
    ana.page.locator("[name=handles]").fill(ben.handle)
    ana.page.get_by_label("Name").fill("Workshop")
    ana.page.get_by_role("button", name="Start group").click()
    ana.page.wait_for_url(re.compile(r"/c/\w{20,}$"))
    ana.page.locator("textarea").fill(f"Hello @{ben.handle}, **bold** and `code`: https://example.org")
    ana.page.get_by_role("button", name="Send message").click()
    expect(ana.page.locator("li.message:not(.pending)")).to_have_count(1)
    return ana.page.url.removeprefix(ana.url)


def seen(page: Page, address: str) -> list[str]:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    wrong = violations(page)
    # On a phone a panel is all that shows, and stays the complement to its conversation that it is elsewhere.
    return [one for one in wrong if not one.startswith(BESIDE) or not panel_alone(page)]


def panel_alone(page: Page) -> bool:
    return page.locator("aside.panel").is_visible() and page.locator("main").is_hidden()


BESIDE = ("page-has-heading-one", "landmark-one-main")


@pytest.mark.parametrize("look", LOOKS)
def test_what_opens_in_a_conversation(visitor: People, look: str) -> None:
    ana, ben = visitor(**LOOKS[look]), visitor()
    room = started(ana, ben)
    ben.page.goto(room)
    ben.say("Folded away")
    expect(ana.page.locator("li.message:not(.pending)")).to_have_count(2)
    found = {name: begun(ana.page, room, name) for name in ("Reply", "Edit", "Delete message")}
    found["folded"] = folded(ana.page, room)
    ana.page.goto("/")
    ana.page.locator(".self summary").click()
    found["own menu"] = violations(ana.page)
    assert {place: wrong for place, wrong in found.items() if wrong} == {}


def begun(page: Page, room: str, name: str) -> list[str]:
    """By the menu of one's own message: under its dots on a phone, from its toolbar elsewhere."""
    page.goto(room)
    page.wait_for_load_state("networkidle")
    mine = page.locator("li.message.own")
    mine.hover()
    mine.get_by_role("button", name="More", exact=True).filter(visible=True).first.click()
    page.get_by_role("menuitem", name=name).click()
    shown = "dialog[open]" if name == "Delete message" else ".composer-context:visible"
    expect(page.locator(shown)).to_be_visible()
    page.wait_for_timeout(300)
    return violations(page)


def folded(page: Page, room: str) -> list[str]:
    theirs = page.locator("li.message:not(.own)").get_attribute("data-author")
    page.evaluate("path => document.querySelector('chat-app').api.send('PUT', path)", f"me/blocks/{theirs}")
    page.goto(room)
    expect(page.locator(".folded").first).to_be_visible()
    return violations(page)


DIALOGS = {
    "jump": "Control+k",
    "help": "Control+/",
}


def opened(page: Page, room: str, name: str) -> list[str]:
    page.goto(room)
    page.wait_for_load_state("networkidle")
    page.keyboard.press(DIALOGS[name])
    expect(page.locator("dialog[open]")).to_be_visible()
    page.wait_for_timeout(300)
    return violations(page)


@pytest.mark.parametrize("address", ["", "/members/", "/details/"])
def test_at_400_percent_nothing_sticks_out(visitor: People, address: str) -> None:
    ana, ben = visitor(viewport={"width": 320, "height": 640}), visitor()
    room = started(ana, ben)
    ana.page.goto(f"{room}{address}")
    assert ana.page.evaluate("document.documentElement.scrollWidth") <= 320
    ana.page.goto("/channels/")
    assert ana.page.evaluate("document.documentElement.scrollWidth") <= 320
