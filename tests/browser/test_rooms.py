"""Issue: rooms and people. Two or three people, each in a browser of their own; going about without loading pages."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.bench.site import Site
from tests.browser.strangers import block_strangers
from tests.browser.test_two_people import listening, until
from tests.browser.visitor import Visitor
from tests.weight import SCRIPT_BYTES, transferred

pytestmark = pytest.mark.browser
People = Callable[..., Visitor]
PHONE = {"width": 390, "height": 844}
REAL = re.compile(r"/c/\w{20,}$")


def make(owner: Visitor, name: str, *others: Visitor) -> str:
    """A group by the form; its address."""
    owner.page.goto("/c/new/?kind=group")
    owner.page.locator("[name=handles]").fill(" ".join(other.handle for other in others))
    owner.page.get_by_label("Name").fill(name)
    owner.page.get_by_role("button", name="Start group").click()
    owner.page.wait_for_url(REAL)
    return owner.page.url.removeprefix(owner.url)


@pytest.fixture
def rooms(visitor: People) -> tuple[Visitor, Visitor, str, str]:
    """Ana and Ben, in two groups that Ana owns. Both look at the second one."""
    ana, ben = visitor(), visitor()
    first = make(ana, "First room", ben)
    ana.say("in the first")
    second = make(ana, "Second room", ben)
    ana.say("in the second")
    ana.sees("in the second")
    ben.page.goto(second)
    ben.sees("in the second")
    return ana, ben, first, second


def inbox_row(page: Page, address: str) -> Any:
    return page.locator(f"chat-inbox li[data-conversation='{address.rsplit('/', 1)[1]}']")


def stays(page: Page) -> None:
    """From here on the document must be the same one."""
    page.evaluate("window.same = true")


def test_going_to_another_conversation_loads_no_page(rooms: tuple[Visitor, Visitor, str, str]) -> None:
    ana, ben, first, second = rooms
    page = ben.page
    stays(page)
    inbox_row(page, first).locator("a").click()
    ben.sees("in the first")
    expect(page).to_have_url(re.compile(f"{first}$"))
    expect(page).to_have_title(re.compile("First room"))
    expect(inbox_row(page, first).locator("a")).to_have_attribute("aria-current", "page")
    expect(page.locator("textarea")).to_be_focused()
    ben.say("written there")
    ben.sees("in the first", "written there")
    ana.page.goto(first)
    ana.sees("in the first", "written there")
    ana.say("and answered")
    ben.sees("in the first", "written there", "and answered")

    page.go_back()
    ben.sees("in the second")
    expect(page).to_have_url(re.compile(f"{second}$"))
    page.go_forward()
    ben.sees("in the first", "written there", "and answered")
    assert page.evaluate("window.same")


def test_what_was_being_written_is_there_on_coming_back(rooms: tuple[Visitor, Visitor, str, str]) -> None:
    _, ben, first, second = rooms
    page = ben.page
    page.locator("textarea").fill("half a thought")
    inbox_row(page, first).locator("a").click()
    ben.sees("in the first")
    expect(page.locator("textarea")).to_have_value("")
    inbox_row(page, second).locator("a").click()
    ben.sees("in the second")
    expect(page.locator("textarea")).to_have_value("half a thought")


def test_a_page_that_was_fetched_before_the_draft_was_stored_comes_with_it_all_the_same(
    rooms: tuple[Visitor, Visitor, str, str],
) -> None:
    _, ben, first, second = rooms
    page, held = ben.page, list[Route]()

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(f"{second.removeprefix('/c/')}/me$"), hold)
    page.locator("textarea").fill("half a thought")
    inbox_row(page, first).locator("a").click()
    ben.sees("in the first")
    with page.expect_response(re.compile(f"{second}$")):
        inbox_row(page, second).locator("a").hover()
    while not held:
        page.wait_for_timeout(50)
    with page.expect_response(re.compile("/me$")):
        held.pop().continue_()
    inbox_row(page, second).locator("a").click()
    ben.sees("in the second")
    expect(page.locator("textarea")).to_have_value("half a thought")


def test_the_first_screen_is_light(rooms: tuple[Visitor, Visitor, str, str]) -> None:
    _, ben, first, _ = rooms
    page = ben.page
    page.goto(first)
    page.wait_for_load_state("networkidle")
    loaded = transferred(page.request.get(address).body() for address in set(page.evaluate(LOADED)))
    assert 15_000 < loaded <= SCRIPT_BYTES, f"{loaded} bytes before a hand is moved"
    print(f"script: {loaded} bytes")


def test_a_switch_asks_for_one_page_at_most_and_loads_none(rooms: tuple[Visitor, Visitor, str, str]) -> None:
    """How long it takes is measured by `make bench`; here, that there is nothing in it to wait for."""
    _, ben, first, second = rooms
    page = ben.page
    page.goto(second)
    page.wait_for_load_state("networkidle")
    stays(page)
    asked: list[str] = []

    def note(one: Request) -> None:
        if one.resource_type in WAITED_FOR:
            asked.append(one.url.removeprefix(ben.url))

    page.on("request", note)
    for address, text in ((first, "in the first"), (second, "in the second")):
        inbox_row(page, address).locator("a").click()
        ben.sees(text)
        assert asked.count(address) == 1, asked
    page.wait_for_load_state("networkidle")
    asked.clear()
    for address, text in ((first, "in the first"), (second, "in the second")) * 2:
        inbox_row(page, address).locator("a").click()
        ben.sees(text)
    assert max(asked.count(first), asked.count(second)) <= 2, asked
    assert [one for one in asked if "me/blocks" in one] == [], "known already"
    assert [one for one in asked if not one.startswith((first, second, "/api/"))] == []
    assert page.evaluate("window.same")


WAITED_FOR = ("document", "script", "stylesheet", "fetch", "xhr")
LOADED = (
    """() => performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.endsWith(".js"))"""
)


def test_the_front_door_of_a_desktop_is_the_latest_conversation(rooms: tuple[Visitor, Visitor, str, str]) -> None:
    _, ben, _, second = rooms
    ben.page.goto("/")
    ben.sees("in the second")
    ben.page.mouse.move(400, 400)
    expect(ben.page).to_have_url(re.compile(f"{second}$"))


def test_a_phone_shows_one_thing_at_a_time(visitor: People) -> None:
    ana, ben = visitor(viewport=PHONE, has_touch=True), visitor()
    room = make(ana, "Pocket room", ben)
    ana.page.locator("textarea").fill("hello")
    ana.page.get_by_role("button", name="Send message").click()
    ana.sees("hello")
    ana.page.goto("/")
    expect(ana.page.locator("chat-inbox")).to_be_visible()
    expect(ana.page.locator("main textarea")).to_be_hidden()
    stays(ana.page)
    inbox_row(ana.page, room).locator("a").click()
    ana.sees("hello")
    expect(ana.page.locator("chat-inbox")).to_be_hidden()
    ana.page.get_by_role("link", name=re.compile("members")).click()
    expect(ana.page.get_by_role("heading", name=re.compile("Members"))).to_be_visible()
    expect(ana.page.locator("main")).not_to_be_in_viewport(ratio=0.01)
    for hidden in ("main textarea", "main header a", "chat-inbox"):
        expect(ana.page.locator(hidden).first).to_be_hidden()
    ana.page.go_back()
    expect(ana.page.locator("main")).to_be_visible()
    ana.page.get_by_role("link", name="Back to the list").click()
    expect(ana.page.locator("chat-inbox")).to_be_visible()
    assert ana.page.evaluate("window.same")


def test_the_panel_opens_beside_what_is_being_written(rooms: tuple[Visitor, Visitor, str, str]) -> None:
    _, ben, _, second = rooms
    page = ben.page
    page.locator("textarea").fill("still here")
    page.get_by_role("link", name=re.compile("members")).click()
    expect(page.get_by_role("heading", name=re.compile("Members"))).to_be_focused()
    expect(page).to_have_url(re.compile(f"{second}/members/$"))
    expect(page.locator("textarea")).to_have_value("still here")
    expect(page.get_by_role("link", name=re.compile("members")).first).to_have_attribute("aria-expanded", "true")
    page.get_by_role("link", name="Close the list of members").click()
    expect(page.locator("aside")).to_have_count(0)
    expect(page.get_by_role("link", name=re.compile("members"))).to_be_focused()
    page.go_back()
    expect(page.locator("aside")).to_be_visible()


def test_jumping_by_keyboard_alone(rooms: tuple[Visitor, Visitor, str, str], visitor: People) -> None:
    _, ben, first, _ = rooms
    cleo, page = visitor(), ben.page
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name=re.compile("Jump"))
    expect(field).to_be_focused()
    page.keyboard.type("first")
    expect(page.get_by_role("option").first).to_contain_text("First room")
    expect(field).to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("Enter")
    ben.sees("in the first")
    expect(page).to_have_url(re.compile(f"{first}$"))
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)
    expect(page.locator("textarea")).to_be_focused()
    page.keyboard.press("Control+k")
    expect(field).to_be_focused()
    page.keyboard.type(cleo.handle)
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_have_text(cleo.name)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 8})
    for _ in range(5):  # a key that follows at once finds the list open
        page.keyboard.press("Control+k")
        page.keyboard.press("Escape")
        page.wait_for_timeout(100)
        expect(page.locator("textarea")).to_be_focused(timeout=1)


def test_what_is_typed_before_the_list_has_come_is_meant_for_it(rooms: tuple[Visitor, Visitor, str, str]) -> None:
    _, ben, _, _ = rooms
    page = ben.page
    asked: list[Any] = []
    page.route("**/elements/shortcuts.js", lambda route: asked.append(route))  # noqa: PLW0108  # Playwright marks what it is given
    page.locator("textarea").focus()
    page.keyboard.press("Control+k")
    page.keyboard.type("first")
    expect(page.locator("textarea")).to_have_value("")
    asked[0].continue_()
    expect(page.get_by_role("combobox", name=re.compile("Jump"))).to_have_value("first")
    page.keyboard.press("Enter")
    ben.sees("in the first")
    page.keyboard.type("and on")
    expect(page.locator("textarea")).to_have_value("and on")


def test_the_keys_of_the_help_sheet(rooms: tuple[Visitor, Visitor, str, str]) -> None:
    _, ben, first, second = rooms
    page = ben.page
    page.keyboard.press("Alt+ArrowUp")
    ben.sees("in the first")
    page.keyboard.press("Alt+ArrowDown")
    ben.sees("in the second")
    page.keyboard.press("Control+.")
    expect(page.locator("aside")).to_be_visible()
    page.keyboard.press("Control+.")
    expect(page.locator("aside")).to_have_count(0)
    page.keyboard.press("Control+/")
    page.get_by_label(re.compile("Use the “Get around” shortcuts")).uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+ArrowUp")
    page.wait_for_timeout(500)
    expect(page).to_have_url(re.compile(f"{second}$"))


def test_roles_are_given_and_people_removed_live(rooms: tuple[Visitor, Visitor, str, str]) -> None:
    ana, ben, _, second = rooms
    page = ana.page
    page.get_by_role("link", name=re.compile("members")).click()
    theirs = page.locator(".people li", has_text=ben.name)
    expect(page.get_by_role("heading", name="Here now · 2")).to_be_visible()
    theirs.locator("summary").click()
    theirs.get_by_role("button", name="Make moderator").click()
    expect(theirs.locator(".pill")).to_have_text("Moderator")
    theirs.locator("summary").click()
    theirs.get_by_role("link", name=re.compile("Remove from")).click()
    question = page.get_by_role("dialog", name=f"Remove {ben.name}?")
    expect(question.get_by_role("link", name="Keep them")).to_be_focused()
    question.get_by_role("button", name=f"Remove {ben.name}").click()
    expect(theirs).to_have_count(0)
    expect(question).to_have_count(0)
    expect(ben.page.locator(".composer-closed")).to_be_visible()
    expect(inbox_row(ben.page, second)).to_have_count(0)


def test_a_link_lets_a_stranger_in(rooms: tuple[Visitor, Visitor, str, str], visitor: People) -> None:
    ana, _, _, second = rooms
    page, cleo = ana.page, visitor()
    page.get_by_role("link", name="Details").click()
    page.get_by_role("link", name="Invite by link").click()
    dialog = page.get_by_role("dialog", name="Invite people to Second room")
    dialog.get_by_role("button", name="Make a link").click()
    link = dialog.get_by_label("Invite link").input_value()
    cleo.page.goto(link)
    cleo.page.get_by_role("button", name="Join Second room").click()
    cleo.sees("in the second")
    assert cleo.page.url.endswith(second)
    dialog.get_by_role("button", name="Close").click()
    page.get_by_role("link", name="Invite by link").click()
    expect(dialog.get_by_text("1 has used it")).to_be_visible()
    dialog.get_by_role("button", name=re.compile("Turn off")).click()
    expect(dialog.get_by_text("Active links")).to_have_count(0)
    cleo.page.goto(link)
    expect(cleo.page.get_by_role("heading", name="There’s nothing at this address")).to_be_visible()
    cleo.complaints.clear()  # Chromium writes the 404 into its console


def test_a_new_name_is_there_for_all(rooms: tuple[Visitor, Visitor, str, str]) -> None:
    ana, ben, _, second = rooms
    page = ana.page
    page.get_by_role("link", name="Details").click()
    page.get_by_text("Change name and topic").click()
    page.get_by_label("Name").fill("Friday crew")
    page.get_by_label("Topic").fill("Where to?")
    page.get_by_role("button", name="Save changes").click()
    for each in (ana, ben):
        expect(each.page.locator("main h1")).to_have_text("Friday crew")
        expect(each.page.locator("main .topic")).to_have_text("Where to?")
        expect(each.page.locator("main .topic")).to_be_visible()
        expect(inbox_row(each.page, second)).to_contain_text("Friday crew")


def test_mentions_stand_out_where_all_else_is_muted(rooms: tuple[Visitor, Visitor, str, str]) -> None:
    ana, ben, first, second = rooms
    page = ben.page
    page.get_by_role("link", name="Details").click()
    page.get_by_label("Nothing").check()
    page.get_by_role("button", name="Save", exact=True).click()
    row = inbox_row(page, second)
    expect(row).to_have_class(re.compile("muted"))
    inbox_row(page, first).locator("a").click()
    ben.sees("in the first")
    ana.say("for nobody in particular")
    expect(row).to_have_attribute("data-unread", "1")
    expect(row).not_to_have_class(re.compile("unread"))
    ana.say(f"@{ben.handle} for you")
    expect(row.locator(".badge")).to_be_visible()
    expect(row.locator(".badge")).to_contain_text("1")
    expect(page).to_have_title(re.compile(r"^\(1\)"))


def test_marking_unread_stays_until_one_comes_back(rooms: tuple[Visitor, Visitor, str, str]) -> None:
    _, ben, first, second = rooms
    page = ben.page
    page.get_by_role("link", name="Details").click()
    page.get_by_role("button", name="Mark as unread").click()
    expect(inbox_row(page, second)).to_have_attribute("data-unread", "1")
    page.wait_for_timeout(800)
    expect(inbox_row(page, second)).to_have_attribute("data-unread", "1")
    inbox_row(page, first).locator("a").click()
    ben.sees("in the first")
    inbox_row(page, second).locator("a").click()
    ben.sees("in the second")
    expect(inbox_row(page, second)).to_have_attribute("data-unread", "0")


def test_whoever_is_blocked_is_folded_away(rooms: tuple[Visitor, Visitor, str, str]) -> None:
    ana, ben, _, _ = rooms
    page = ben.page
    page.get_by_role("link", name=re.compile("members")).click()
    page.locator(".people li", has_text=ana.name).locator(".person-link").click()
    card = page.get_by_role("dialog", name=ana.name)
    card.get_by_role("link", name="Block").click()
    page.get_by_role("dialog", name=f"Block {ana.name}?").get_by_role("button", name=f"Block {ana.name}").click()
    expect(page.get_by_text("You blocked")).to_be_visible()
    row = page.locator("li.message")
    expect(row).to_contain_text("Message from someone you blocked.")
    expect(row.locator("[data-slot=body]")).to_be_hidden()
    card.get_by_role("button", name="Unblock").click()
    expect(row.locator("[data-slot=body]")).to_have_text("in the second")
    expect(row).not_to_contain_text("Message from someone you blocked.")
    card.get_by_role("link", name="Block").click()
    page.get_by_role("dialog", name=f"Block {ana.name}?").get_by_role("button", name=f"Block {ana.name}").click()
    page.keyboard.press("Escape")
    page.reload()
    expect(row.locator("[data-slot=body]")).to_be_hidden()
    expect(row).to_contain_text("Message from someone you blocked.")
    ana.say("one more")
    expect(page.locator("li.message .folded")).to_have_count(2)
    row.first.get_by_role("button", name="Show").click()
    expect(row.first.locator("[data-slot=body]")).to_be_visible()


def test_whoever_is_blocked_after_a_hundred_others_is_folded_away_too(
    site: Site, rooms: tuple[Visitor, Visitor, str, str]
) -> None:
    ana, ben, _, second = rooms
    page = ben.page
    me, them = (each.page.locator("chat-app").get_attribute("data-me") or "" for each in (ben, ana))
    page.evaluate("path => document.querySelector('chat-app').api.send('PUT', path)", f"me/blocks/{them}")
    block_strangers(site, me, 104)
    page.reload()
    expect(page.locator("li.message .folded")).to_be_visible()
    page.goto("/settings/privacy/")
    page.get_by_role("link", name="See who").click()
    for more in (50, 50, 5):
        unblock = page.get_by_role("button", name="Unblock")
        expect(unblock).to_have_count(more)
        if more == 50:
            page.get_by_role("link", name="More people").click()
    page.get_by_role("button", name=f"Unblock {ana.name}").click()
    expect(page.get_by_role("status")).to_contain_text("Unblocked.")
    page.goto(second)
    ben.sees("in the second")
    expect(page.locator("li.message .folded")).to_have_count(0)


def test_presence_comes_and_goes(visitor: People) -> None:
    ana, ben = visitor(), visitor()
    ana.write_to(ben)
    ben.page.goto(ana.page.url)
    face = ana.page.locator("chat-inbox .face").first
    expect(face).to_have_class(re.compile("online"))
    expect(face).to_contain_text("online")
    heard: list[str] = []
    ana.page.on("websocket", listening(heard))
    ana.page.reload()
    expect(face).to_have_class(re.compile("online"))
    face.evaluate(WATCHED)
    ben.page.reload()
    until(ben.page, "document.querySelector('chat-app').socket.connected")
    ana.page.wait_for_timeout(GRACE)
    there = [json.loads(frame)["online"] for frame in heard if '"presence"' in frame]
    assert there == [False, True], "a reload that the server does not tell of proves nothing"
    assert ana.page.evaluate("window.seen") == []

    ben.page.goto("about:blank")
    expect(face).not_to_have_class(re.compile("online"), timeout=15_000)
    assert ana.page.evaluate("window.seen") != [], "nothing was watched"


GRACE = 6_000
"""Milliseconds: longer than people-state.js waits before it believes that somebody left."""
WATCHED = """face => {
  window.seen = [];
  const look = () => `${face.className}: ${face.textContent.trim()}`;
  let last = look();
  const note = () => look() !== last && window.seen.push((last = look()));
  new MutationObserver(note).observe(face, { attributes: true, subtree: true, childList: true, characterData: true });
}"""


def test_a_conversation_that_cannot_be_reached_says_so(rooms: tuple[Visitor, Visitor, str, str]) -> None:
    _, ben, first, _ = rooms
    page = ben.page
    page.mouse.move(400, 400)
    page.wait_for_timeout(300)
    page.route("**/c/*", lambda route: route.abort())
    inbox_row(page, first).locator("a").click()
    expect(page.get_by_role("heading", name="You’re offline")).to_be_visible()
    page.unroute("**/c/*")
    page.get_by_role("button", name="Try now").click()
    ben.sees("in the first")


def test_notices_are_asked_for_by_a_click_only(rooms: tuple[Visitor, Visitor, str, str]) -> None:
    ana, ben, first, second = rooms
    ben.context.add_init_script(NOTICES)
    page = ben.page
    page.goto(first)
    ana.say("unnoticed")
    expect(inbox_row(page, second)).to_contain_text("unnoticed")
    assert page.evaluate("window.asked") == 0
    page.locator(".self details.menu summary").click()
    page.get_by_role("button", name="Notifications on this device").click()
    expect(page.get_by_role("button", name="Notifications on this device")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("window.asked") == 1
    ana.say("noticed")
    expect(inbox_row(page, second)).to_contain_text(": noticed")
    page.wait_for_timeout(500)
    assert page.evaluate("window.shown") == [[f"{ana.name} in Second room", "noticed"]]


NOTICES = """
window.asked = 0; window.shown = [];
window.Notification = class {
  static permission = "default";
  static async requestPermission() { window.asked++; return (this.permission = "granted"); }
  constructor(title, { body }) { window.shown.push([title, body]); }
  close() {}
};
"""
