"""Groups and people: two or three people, each in a browser of their own, who move about without loading pages."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.bench.site import Site
from tests.browser.conversations import create_group, inbox_row
from tests.browser.strangers import block_strangers
from tests.browser.visitor import Visitor
from tests.browser.waiting import wait_for, wait_until
from tests.weight import SCRIPT_BYTES, transferred

pytestmark = pytest.mark.browser
People = Callable[..., Visitor]
PHONE = {"width": 390, "height": 844}
Groups = tuple[Visitor, Visitor, str, str]


@pytest.fixture
def groups(visitor: People) -> Groups:
    """Ana and Ben in two groups that Ana owns, and the groups' paths. Both look at the second one."""
    ana, ben = visitor(), visitor()
    first = create_group(ana, "First group", ben)
    ana.say("in the first")
    ana.sees("in the first")
    second = create_group(ana, "Second group", ben)
    ana.say("in the second")
    ana.sees("in the second")
    ben.page.goto(second)
    ben.sees("in the second")
    return ana, ben, first, second


def mark_document(page: Page) -> None:
    """Mark the document, for `has_marked_document`: a page that was loaded since has no mark."""
    page.evaluate("window.same = true")


def has_marked_document(page: Page) -> bool:
    return bool(page.evaluate("window.same"))


def test_opening_another_conversation_loads_no_page(groups: Groups) -> None:
    ana, ben, first, second = groups
    page = ben.page
    mark_document(page)
    inbox_row(page, first).locator("a").click()
    ben.sees("in the first")
    expect(page).to_have_url(re.compile(f"{first}$"))
    expect(page).to_have_title(re.compile("First group"))
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
    assert has_marked_document(page)


def test_draft_is_kept_while_another_conversation_is_open(groups: Groups) -> None:
    _, ben, first, second = groups
    page = ben.page
    page.locator("textarea").fill("half a thought")
    inbox_row(page, first).locator("a").click()
    ben.sees("in the first")
    expect(page.locator("textarea")).to_have_value("")
    inbox_row(page, second).locator("a").click()
    ben.sees("in the second")
    expect(page.locator("textarea")).to_have_value("half a thought")


def test_page_prefetched_before_the_draft_was_stored_shows_the_draft(groups: Groups) -> None:
    _, ben, first, second = groups
    page, held_routes = ben.page, list[Route]()

    def hold(route: Route) -> None:
        held_routes.append(route)

    page.route(re.compile(f"{second.removeprefix('/c/')}/me$"), hold)
    page.locator("textarea").fill("half a thought")
    inbox_row(page, first).locator("a").click()
    ben.sees("in the first")
    with page.expect_response(re.compile(f"{second}$")):
        inbox_row(page, second).locator("a").hover()
    wait_for(page, lambda: held_routes)
    with page.expect_response(re.compile("/me$")):
        held_routes.pop().continue_()
    inbox_row(page, second).locator("a").click()
    ben.sees("in the second")
    expect(page.locator("textarea")).to_have_value("half a thought")


def test_first_screen_loads_no_more_script_than_its_budget(groups: Groups) -> None:
    _, ben, first, _ = groups
    page = ben.page
    page.goto(first)
    page.wait_for_load_state("networkidle")
    size = transferred(page.request.get(url).body() for url in set(page.evaluate(LOADED_SCRIPTS)))
    assert 15_000 < size <= SCRIPT_BYTES, f"{size} bytes before the mouse is moved"
    print(f"script: {size} bytes")


def test_switching_conversations_fetches_one_page_at_most_and_loads_none(groups: Groups) -> None:
    """`make bench` measures how long it takes; this shows that there is nothing to wait for."""
    _, ben, first, second = groups
    page = ben.page
    page.goto(second)
    page.wait_for_load_state("networkidle")
    mark_document(page)
    requested_paths: list[str] = []

    def record(request: Request) -> None:
        if request.resource_type in BLOCKING_TYPES:
            requested_paths.append(request.url.removeprefix(ben.url))

    page.on("request", record)
    for path, text in ((first, "in the first"), (second, "in the second")):
        inbox_row(page, path).locator("a").click()
        ben.sees(text)
        assert requested_paths.count(path) == 1, requested_paths
    page.wait_for_load_state("networkidle")
    requested_paths.clear()
    for path, text in ((first, "in the first"), (second, "in the second")) * 2:
        inbox_row(page, path).locator("a").click()
        ben.sees(text)
    assert max(requested_paths.count(first), requested_paths.count(second)) <= 2, requested_paths
    assert [path for path in requested_paths if "me/blocks" in path] == [], "the blocks are known already"
    assert [path for path in requested_paths if not path.startswith((first, second, "/api/"))] == []
    assert has_marked_document(page)


BLOCKING_TYPES = ("document", "script", "stylesheet", "fetch", "xhr")
LOADED_SCRIPTS = (
    """() => performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.endsWith(".js"))"""
)


def test_home_of_a_desktop_is_the_latest_conversation(groups: Groups) -> None:
    _, ben, _, second = groups
    ben.page.goto("/")
    ben.sees("in the second")
    ben.page.mouse.move(400, 400)
    expect(ben.page).to_have_url(re.compile(f"{second}$"))


def test_a_phone_shows_one_thing_at_a_time(visitor: People) -> None:
    ana, ben = visitor(viewport=PHONE, has_touch=True), visitor()
    path = create_group(ana, "Pocket group", ben)
    ana.page.locator("textarea").fill("hello")
    ana.page.get_by_role("button", name="Send message").click()
    ana.sees("hello")
    ana.page.goto("/")
    expect(ana.page.locator("chat-inbox")).to_be_visible()
    expect(ana.page.locator("main textarea")).to_be_hidden()
    mark_document(ana.page)
    inbox_row(ana.page, path).locator("a").click()
    ana.sees("hello")
    expect(ana.page.locator("chat-inbox")).to_be_hidden()
    ana.page.get_by_role("link", name=re.compile("members")).click()
    expect(ana.page.get_by_role("heading", name=re.compile("Members"))).to_be_visible()
    expect(ana.page.locator("main")).not_to_be_in_viewport(ratio=0.01)
    for selector in ("main textarea", "main header a", "chat-inbox"):
        expect(ana.page.locator(selector).first).to_be_hidden()
    ana.page.go_back()
    expect(ana.page.locator("main")).to_be_visible()
    ana.page.get_by_role("link", name="Back to the list").click()
    expect(ana.page.locator("chat-inbox")).to_be_visible()
    assert has_marked_document(ana.page)


def test_panel_opens_beside_the_draft(groups: Groups) -> None:
    _, ben, _, second = groups
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


def test_jump_list_works_by_keyboard(groups: Groups, visitor: People) -> None:
    _, ben, first, _ = groups
    cleo, page = visitor(), ben.page
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name=re.compile("Jump"))
    expect(field).to_be_focused()
    page.keyboard.type("first")
    expect(page.get_by_role("option").first).to_contain_text("First group")
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
    for _ in range(5):  # Escape follows so closely that a list which opened late would stay open
        page.keyboard.press("Control+k")
        page.keyboard.press("Escape")
        page.wait_for_timeout(100)
        expect(field).to_have_count(0)
        expect(page.locator("textarea")).to_be_focused()


def test_keys_typed_before_the_jump_list_has_loaded_go_into_it(groups: Groups) -> None:
    _, ben, _, _ = groups
    page = ben.page
    held_routes: list[Route] = []
    page.route("**/elements/shortcuts.js", lambda route: held_routes.append(route))  # noqa: PLW0108  # Playwright marks what it is given
    page.locator("textarea").focus()
    page.keyboard.press("Control+k")
    page.keyboard.type("first")
    expect(page.locator("textarea")).to_have_value("")
    wait_for(page, lambda: held_routes)
    held_routes[0].continue_()
    expect(page.get_by_role("combobox", name=re.compile("Jump"))).to_have_value("first")
    page.keyboard.press("Enter")
    ben.sees("in the first")
    page.keyboard.type("and on")
    expect(page.locator("textarea")).to_have_value("and on")


def test_keyboard_shortcuts_of_the_help_sheet(groups: Groups) -> None:
    _, ben, first, second = groups
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


def test_roles_change_and_members_are_removed_live(groups: Groups) -> None:
    ana, ben, _, second = groups
    page = ana.page
    page.get_by_role("link", name=re.compile("members")).click()
    member = page.locator(".people li", has_text=ben.name)
    expect(page.get_by_role("heading", name="Here now · 2")).to_be_visible()
    member.locator("summary").click()
    member.get_by_role("button", name="Make moderator").click()
    expect(member.locator(".pill")).to_have_text("Moderator")
    member.locator("summary").click()
    member.get_by_role("link", name=re.compile("Remove from")).click()
    confirmation = page.get_by_role("dialog", name=f"Remove {ben.name}?")
    expect(confirmation.get_by_role("link", name="Keep them")).to_be_focused()
    confirmation.get_by_role("button", name=f"Remove {ben.name}").click()
    expect(member).to_have_count(0)
    expect(confirmation).to_have_count(0)
    expect(ben.page.locator(".composer-closed")).to_be_visible()
    expect(inbox_row(ben.page, second)).to_have_count(0)


def test_invite_link_lets_a_stranger_in(groups: Groups, visitor: People) -> None:
    ana, _, _, second = groups
    page, cleo = ana.page, visitor()
    page.get_by_role("link", name="Details").click()
    page.get_by_role("link", name="Invite by link").click()
    dialog = page.get_by_role("dialog", name="Invite people to Second group")
    dialog.get_by_role("button", name="Create a link").click()
    link = dialog.get_by_label("Invite link").input_value()
    cleo.page.goto(link)
    cleo.page.get_by_role("button", name="Join Second group").click()
    cleo.sees("in the second")
    assert cleo.page.url.endswith(second)
    dialog.get_by_role("button", name="Close").click()
    page.get_by_role("link", name="Invite by link").click()
    expect(dialog.get_by_text("1 has used it")).to_be_visible()
    dialog.get_by_role("button", name=re.compile("Turn off")).click()
    expect(dialog.get_by_text("Active links")).to_have_count(0)
    cleo.expect_status(404)
    cleo.page.goto(link)
    expect(cleo.page.get_by_role("heading", name="There’s nothing at this address")).to_be_visible()


def test_new_name_and_topic_show_live_to_all(groups: Groups) -> None:
    ana, ben, _, second = groups
    page = ana.page
    page.get_by_role("link", name="Details").click()
    page.get_by_text("Change name and topic").click()
    page.get_by_label("Name").fill("Friday crew")
    page.get_by_label("Topic").fill("Where to?")
    page.get_by_role("button", name="Save changes").click()
    for person in (ana, ben):
        expect(person.page.locator("main h1")).to_have_text("Friday crew")
        expect(person.page.locator("main .topic")).to_have_text("Where to?")
        expect(person.page.locator("main .topic")).to_be_visible()
        expect(inbox_row(person.page, second)).to_contain_text("Friday crew")


def test_mentions_are_counted_in_a_muted_conversation(groups: Groups) -> None:
    ana, ben, first, second = groups
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


def test_conversation_marked_unread_stays_so_until_it_is_opened_again(groups: Groups) -> None:
    _, ben, first, second = groups
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


def test_messages_of_a_blocked_person_are_folded(groups: Groups) -> None:
    ana, ben, _, _ = groups
    page = ben.page
    page.get_by_role("link", name=re.compile("members")).click()
    page.locator(".people li", has_text=ana.name).locator(".person-link").click()
    card = page.get_by_role("dialog", name=ana.name)
    card.get_by_role("link", name="Block").click()
    page.get_by_role("dialog", name=f"Block {ana.name}?").get_by_role("button", name=f"Block {ana.name}").click()
    expect(page.get_by_text(re.compile("^You blocked"))).to_be_visible()
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


def test_messages_of_the_hundred_and_fifth_blocked_person_are_folded(site: Site, groups: Groups) -> None:
    ana, ben, _, second = groups
    page = ben.page
    ben.call_api("PUT", f"me/blocks/{ana.id}")
    block_strangers(site, ben.id, 104)
    page.reload()
    expect(page.locator("li.message .folded")).to_be_visible()
    page.goto("/settings/privacy/")
    page.get_by_role("link", name="Show").click()
    for page_size in (50, 50, 5):
        unblock = page.get_by_role("button", name="Unblock")
        expect(unblock).to_have_count(page_size)
        if page_size == 50:
            page.get_by_role("link", name="More people").click()
    page.get_by_role("button", name=f"Unblock {ana.name}").click()
    expect(page.get_by_role("status")).to_contain_text("Unblocked.")
    page.goto(second)
    ben.sees("in the second")
    expect(page.locator("li.message .folded")).to_have_count(0)


def test_presence_survives_a_reload_and_ends_when_the_page_closes(visitor: People) -> None:
    ana, ben = visitor(), visitor()
    ana.write_to(ben)
    ben.page.goto(ana.page.url)
    face = ana.page.locator("chat-inbox .face").first
    expect(face).to_have_class(re.compile("online"))
    expect(face).to_contain_text("online")
    frames = ana.record_frames()
    # Ana's page tells time by this clock from here on, so a slow reload of Ben's does not run into the grace period.
    ana.page.clock.install()
    ana.page.reload()
    expect(face).to_have_class(re.compile("online"))
    wait_until(ana.page, "document.querySelector('chat-app').socket.connected")
    ana.page.clock.pause_at(ana.page.evaluate("Date.now()") / 1000 + 1)
    face.evaluate(RECORD_CHANGES)

    ben.page.reload()
    wait_for_presence(ana.page, frames, [False, True])
    ana.page.clock.run_for(GRACE_MILLISECONDS)
    assert ana.page.evaluate("window.changes") == []

    ben.page.goto("about:blank")
    wait_for_presence(ana.page, frames, [False, True, False])
    ana.page.clock.run_for(GRACE_MILLISECONDS)
    expect(face).not_to_have_class(re.compile("online"))
    assert ana.page.evaluate("window.changes") != [], "no change was recorded"


def wait_for_presence(page: Page, frames: list[str], expected: list[bool]) -> None:
    """Wait until the server has sent exactly these changes of somebody's presence."""

    def changes() -> list[bool]:
        return [json.loads(frame)["online"] for frame in frames if '"presence"' in frame]

    wait_for(page, lambda: len(changes()) >= len(expected))
    assert changes() == expected


GRACE_MILLISECONDS = 6_000
"""Longer than people-state.js waits before it shows that somebody left."""
RECORD_CHANGES = """face => {
  window.changes = [];
  const describe = () => `${face.className}: ${face.textContent.trim()}`;
  let last = describe();
  const record = () => describe() !== last && window.changes.push((last = describe()));
  new MutationObserver(record).observe(face, { attributes: true, subtree: true, childList: true, characterData: true });
}"""


def test_unreachable_conversation_says_so(groups: Groups) -> None:
    _, ben, first, _ = groups
    page = ben.page
    page.route("**/c/*", lambda route: route.abort())
    inbox_row(page, first).locator("a").click()
    expect(page.get_by_role("heading", name="You’re offline")).to_be_visible()
    page.unroute("**/c/*")
    page.get_by_role("button", name="Try now").click()
    ben.sees("in the first")


def test_notifications_are_requested_by_a_click_only(groups: Groups) -> None:
    ana, ben, first, second = groups
    ben.context.add_init_script(FAKE_NOTIFICATIONS)
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
    wait_until(page, "window.shown.length > 0")
    page.wait_for_timeout(500)
    assert page.evaluate("window.shown") == [[f"{ana.name} in Second group", "noticed"]]


FAKE_NOTIFICATIONS = """
window.asked = 0; window.shown = [];
window.Notification = class {
  static permission = "default";
  static async requestPermission() { window.asked++; return (this.permission = "granted"); }
  constructor(title, { body }) { window.shown.push([title, body]); }
  close() {}
};
"""
