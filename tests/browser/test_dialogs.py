"""Pages of the server in dialogs: what is sent from a dialog reaches the page that the dialog shows."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conversations import CONVERSATION_URL
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
People = Callable[..., Visitor]
PHONE = {"width": 390, "height": 844}
MOST_TABS = 30


@pytest.fixture
def pair(visitor: People) -> tuple[Visitor, Visitor]:
    """Ana looks at her direct conversation with Ben: a page of its own lies under every dialog."""
    ana, ben = visitor(), visitor()
    ana.write_to(ben)
    expect(ana.page.locator("main textarea")).to_be_focused()
    ana.page.evaluate("window.same = true")
    return ana, ben


def new_conversation(page: Page) -> Locator:
    page.get_by_role("navigation", name="Conversations").get_by_role("link", name="New conversation").click()
    dialog = page.get_by_role("dialog", name="New conversation")
    expect(dialog).to_be_visible()
    return dialog


def browse_channels(page: Page) -> Locator:
    page.get_by_role("navigation", name="Conversations").get_by_role("link", name="Browse channels").click()
    dialog = page.get_by_role("dialog", name="Channels")
    expect(dialog).to_be_visible()
    return dialog


def choose_kind(place: Locator, kind: str) -> None:
    tab = place.get_by_role("navigation", name="Kind of conversation").get_by_role("link", name=kind)
    if tab.get_attribute("aria-current") is None:  # A click on the current tab fetches the form again.
        tab.click()
    expect(tab).to_have_attribute("aria-current", "page")


def choose_person(place: Locator, person: Visitor) -> None:
    place.locator("[name=handles]").press_sequentially(person.handle[:8])
    place.get_by_role("option", name=re.compile(person.handle)).click()


def create_channel(owner: Visitor, name: str) -> None:
    owner.page.goto("/c/new/?kind=channel")
    owner.page.get_by_label("Name").fill(name)
    owner.page.get_by_role("button", name="Create channel").click()
    owner.page.wait_for_url(CONVERSATION_URL)


def expect_arrival(page: Page, before: str, title: str) -> None:
    """Another conversation shows, no dialog is left, and no page was loaded for it."""
    expect(page.locator("main h1")).to_have_text(title)
    expect(page).to_have_url(CONVERSATION_URL)
    assert page.url != before
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("main textarea")).to_be_visible()
    assert page.evaluate("window.same")


def test_new_direct_conversation_starts_in_the_dialog(pair: tuple[Visitor, Visitor], visitor: People) -> None:
    (ana, _), cleo = pair, visitor()
    before = ana.page.url
    dialog = new_conversation(ana.page)
    choose_person(dialog, cleo)
    dialog.get_by_role("button", name="Start writing").click()
    expect_arrival(ana.page, before, cleo.name)
    ana.say("hello from a dialog")
    ana.sees("hello from a dialog")


def test_new_group_starts_in_the_dialog(pair: tuple[Visitor, Visitor]) -> None:
    ana, ben = pair
    before = ana.page.url
    dialog = new_conversation(ana.page)
    choose_kind(dialog, "Group")
    choose_person(dialog, ben)
    dialog.get_by_label("Name").fill("Dialog group")
    dialog.get_by_role("button", name="Start group").click()
    expect_arrival(ana.page, before, "Dialog group")


def test_new_channel_starts_in_the_dialog(pair: tuple[Visitor, Visitor]) -> None:
    ana, _ = pair
    before, name = ana.page.url, f"dialog-{ana.handle}"
    dialog = new_conversation(ana.page)
    choose_kind(dialog, "Channel")
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_role("button", name="Create channel").click()
    expect_arrival(ana.page, before, name)


def test_channel_is_found_and_joined_in_the_dialog(pair: tuple[Visitor, Visitor]) -> None:
    ana, ben = pair
    names = [f"garden-{ben.handle}", f"kitchen-{ben.handle}"]
    for name in names:
        create_channel(ben, name)
    before = ana.page.url
    dialog = browse_channels(ana.page)
    dialog.get_by_label(re.compile("Find a channel")).fill(names[0])
    dialog.get_by_role("button", name="Find").click()
    expect(dialog.locator(".listing-name")).to_have_text([names[0]])
    assert ana.page.url == before, "the page under the dialog stays"
    dialog.get_by_role("button", name=f"Join #{names[0]}").click()
    expect_arrival(ana.page, before, names[0])


def test_refused_form_stays_in_the_dialog_and_is_sent_again(pair: tuple[Visitor, Visitor]) -> None:
    ana, ben = pair
    ana.expect_status(422)
    before = ana.page.url
    dialog = new_conversation(ana.page)
    choose_kind(dialog, "Group")
    dialog.locator("[name=handles]").fill("nobody-of-this-name")
    dialog.get_by_label("Name").fill("Second try")
    dialog.get_by_role("button", name="Start group").click()
    expect(dialog.locator("[aria-invalid=true]").first).to_be_visible()
    dialog.locator("[name=handles]").fill(ben.handle)
    dialog.get_by_role("button", name="Start group").click()
    expect_arrival(ana.page, before, "Second try")


def test_dialog_reopened_with_what_was_typed_still_works(pair: tuple[Visitor, Visitor]) -> None:
    ana, ben = pair
    before = ana.page.url
    dialog = new_conversation(ana.page)
    choose_kind(dialog, "Group")
    dialog.get_by_label("Name").fill("Kept group")
    ana.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    new_conversation(ana.page)
    expect(dialog.get_by_label("Name")).to_have_value("Kept group")
    choose_kind(dialog, "Direct")
    expect(dialog.get_by_label("Name")).to_have_count(0)
    choose_kind(dialog, "Group")
    choose_person(dialog, ben)
    dialog.get_by_label("Name").fill("Kept group")
    dialog.get_by_role("button", name="Start group").click()
    expect_arrival(ana.page, before, "Kept group")


def test_dialog_works_after_the_page_under_it_has_changed(pair: tuple[Visitor, Visitor], visitor: People) -> None:
    (ana, ben), cleo = pair, visitor()
    first = ana.page.url
    ana.page.locator("main header").get_by_role("link", name="Details").click()
    expect(ana.page.locator("aside")).to_be_visible()
    dialog = new_conversation(ana.page)
    ana.page.go_back()
    expect(ana.page.locator("aside")).to_have_count(0)
    choose_kind(dialog, "Group")
    choose_person(dialog, ben)
    choose_kind(dialog, "Direct")
    choose_person(dialog, cleo)
    dialog.get_by_role("button", name="Start writing").click()
    expect_arrival(ana.page, first, cleo.name)


def test_dialogs_work_by_keyboard_alone(pair: tuple[Visitor, Visitor]) -> None:
    ana, ben = pair
    page, before = ana.page, ana.page.url
    tab_to(page, page.get_by_role("link", name="New conversation"))
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="New conversation")
    expect(dialog.locator("[name=handles]")).to_be_focused()
    tab_to(page, dialog.get_by_role("link", name="Group"), key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("link", name="Group")).to_have_attribute("aria-current", "page")
    expect(dialog.locator("[name=handles]")).to_be_focused()
    page.keyboard.type(ben.handle[:8])
    expect(dialog.get_by_role("option", name=re.compile(ben.handle))).to_be_visible()
    page.keyboard.press("Enter")
    expect(dialog.locator("[name=handles]")).to_have_value(f"{ben.handle}, ")
    tab_to(page, dialog.get_by_label("Name"))
    page.keyboard.type("Keyboard group")
    page.keyboard.press("Enter")
    expect_arrival(page, before, "Keyboard group")
    expect(page.locator("main textarea")).to_be_focused()


def tab_to(page: Page, target: Locator, *, key: str = "Tab") -> None:
    for _ in range(MOST_TABS):
        page.keyboard.press(key)
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{key} does not reach {target}")


@pytest.mark.parametrize("kind", ["Direct", "Group", "Channel"])
def test_phone_starts_conversations_from_the_list(visitor: People, kind: str) -> None:
    ana, ben = visitor(viewport=PHONE, has_touch=True), visitor()
    page, name = ana.page, f"phone-{ana.handle}"
    page.goto("/")
    page.evaluate("window.same = true")
    page.get_by_role("navigation", name="Conversations").get_by_role("link", name="New conversation").tap()
    main = page.get_by_role("main")
    expect(main.get_by_role("heading", name="New conversation")).to_be_visible()
    choose_kind(main, kind)
    if kind != "Channel":
        choose_person(main, ben)
    if kind != "Direct":
        main.get_by_label("Name").fill(name)
    main.locator("form button.primary").tap()
    expect_arrival(page, f"{ana.url}/c/new/", ben.name if kind == "Direct" else name)


def test_phone_finds_and_joins_a_channel(visitor: People) -> None:
    ana, ben = visitor(viewport=PHONE, has_touch=True), visitor()
    name = f"pocket-{ben.handle}"
    create_channel(ben, name)
    page = ana.page
    page.goto("/")
    page.evaluate("window.same = true")
    page.get_by_role("navigation", name="Conversations").get_by_role("link", name="Browse channels").first.tap()
    main = page.get_by_role("main")
    main.get_by_label(re.compile("Find a channel")).fill(name)
    main.get_by_role("button", name="Find").tap()
    expect(main.locator(".listing-name")).to_have_text([name])
    main.get_by_role("button", name=f"Join #{name}").tap()
    expect_arrival(page, page.url.partition("/channels")[0], name)
