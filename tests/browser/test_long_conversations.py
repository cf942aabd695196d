"""Issue: nothing jumps. Long conversations stay light, hold still, and open where reading stopped."""

import os
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.bench.site import Site
from tests.browser.history import write_history
from tests.browser.test_rooms import make
from tests.browser.visitor import Visitor
from tests.weight import SCRIPT_BYTES, STYLE_BYTES, transferred

pytestmark = pytest.mark.browser
People = Callable[..., Visitor]
PHONE = {"width": 390, "height": 844}
ROWS = 300
LONG = int(os.environ.get("CHATIFY_LONG", "700"))
"""`CHATIFY_LONG=10000` loads as many; what is counted is the same."""


@pytest.fixture
def room(visitor: People) -> tuple[Visitor, Visitor, str]:
    """Ana and Ben in a group; Ben has read all of it and is elsewhere."""
    ana, ben = visitor(), visitor()
    address = make(ana, "Long room", ben)
    ana.say("the beginning")
    ana.sees("the beginning")
    ben.page.goto(address)
    with ben.page.expect_response(re.compile("/read$")):
        ben.sees("the beginning")
    ben.page.goto("/channels/")
    return ana, ben, address


def past(site: Site, ana: Visitor, address: str, count: int) -> None:
    me = ana.page.locator("chat-app").get_attribute("data-me")
    assert me
    write_history(site, address.rsplit("/", 1)[1], me, count)


def pill(page: Page) -> Locator:
    return page.locator("[data-slot=jump-unread]")


def test_opening_a_conversation_transfers_no_more_than_its_budget(
    site: Site, visitor: People, room: tuple[Visitor, Visitor, str]
) -> None:
    ana, ben, address = room
    past(site, ana, address, 80)
    fresh = ben.context.browser.new_context(base_url=ben.url, storage_state=ben.context.storage_state())
    page = fresh.new_page()
    page.goto(address)
    expect(pill(page)).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.locator("textarea")).to_be_focused()
    addresses = set(page.evaluate(LOADED))
    scripts, styles = (
        transferred(page.request.get(address).body() for address in addresses if address.endswith(kind))
        for kind in (".js", ".css")
    )
    fresh.close()
    print(f"script: {scripts} bytes, style: {styles} bytes")
    assert 15_000 < scripts <= SCRIPT_BYTES
    assert 3_000 < styles <= STYLE_BYTES


LOADED = """() => performance.getEntriesByType("resource").map(({ name }) => name)"""


def test_a_way_up_to_the_first_unread_among_the_rows(site: Site, room: tuple[Visitor, Visitor, str]) -> None:
    ana, ben, address = room
    past(site, ana, address, 40)
    ben.page.goto(address)
    expect(pill(ben.page)).to_have_text("40 new messages")
    expect(ben.page.locator(".new-divider")).not_to_be_in_viewport()
    pill(ben.page).click()
    expect(ben.page.locator(".new-divider")).to_be_in_viewport()
    expect(pill(ben.page)).to_have_count(0)
    expect(ben.page.locator("li.message", has_text="the beginning")).to_be_in_viewport()


def test_a_way_up_to_the_first_unread_beyond_the_rows(site: Site, room: tuple[Visitor, Visitor, str]) -> None:
    ana, ben, address = room
    past(site, ana, address, 130)
    page = ben.page
    page.goto(address)
    expect(page.locator("li.message")).to_have_count(50)
    expect(page.locator(".new-divider")).to_have_count(0)
    expect(pill(page)).to_have_text("130 new messages")
    pill(page).focus()
    page.keyboard.press("Enter")
    line = page.locator(".new-divider")
    expect(line).to_be_in_viewport()
    assert "the beginning" in line.evaluate("line => line.previousElementSibling.textContent")
    expect(pill(page)).to_have_count(0)
    page.get_by_role("button", name="Latest").click()
    expect(page.locator("li.message").last).to_contain_text("message 13")
    expect(page.locator("li.message").last).to_be_in_viewport()
    ana.page.goto(address)
    ana.say("and one more")
    expect(page.locator("li.message").last).to_contain_text("and one more")


def test_reading_up_to_the_line_is_as_good_as_jumping(site: Site, room: tuple[Visitor, Visitor, str]) -> None:
    ana, ben, address = room
    past(site, ana, address, 70)
    page = ben.page
    page.goto(address)
    expect(pill(page)).to_be_visible()
    page.locator("section.timeline").evaluate("timeline => { timeline.scrollTop = -timeline.scrollHeight; }")
    line = page.locator(".new-divider")
    expect(line).to_have_count(1)
    line.scroll_into_view_if_needed()
    expect(pill(page)).to_have_count(0)
    assert "the beginning" in line.evaluate("line => line.previousElementSibling.textContent")


def test_what_comes_later_is_not_what_was_unread(room: tuple[Visitor, Visitor, str]) -> None:
    ana, ben, address = room
    page = ben.page
    said = "([id, body]) => document.querySelector('chat-app').api.send('POST', `conversations/${id}/messages`, body)"
    words = {"client_id": "7f000000-0000-4000-8000-000000000001", "body": "from elsewhere"}
    page.evaluate(said, [address.rsplit("/", 1)[1], words])
    page.goto(address)
    ben.sees("the beginning", "from elsewhere")
    ana.page.goto(address)
    ana.say("an answer")
    ben.sees("the beginning", "from elsewhere", "an answer")
    expect(page.locator(".new-divider")).to_have_count(0)


def test_no_way_up_where_the_line_is_in_sight(site: Site, room: tuple[Visitor, Visitor, str]) -> None:
    ana, ben, address = room
    past(site, ana, address, 1)
    ben.page.goto(address)
    expect(ben.page.locator(".new-divider")).to_be_in_viewport()
    expect(pill(ben.page)).to_have_count(0)


def test_nothing_shifts_and_rows_leave_at_the_far_end(site: Site, room: tuple[Visitor, Visitor, str]) -> None:
    ana, ben, address = room
    past(site, ana, address, LONG)
    page = ben.page
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.evaluate(WATCH)
    rows = page.locator("li.message")
    most, loaded = 0, {LONG + 1}
    while len(loaded) <= LONG:
        page.evaluate(UP)
        loaded |= set(page.evaluate(SEQS))
        most = max(most, rows.count())
    expect(rows.first).to_contain_text("the beginning")
    assert ROWS - 50 <= most <= ROWS
    page.get_by_role("button", name="Latest").click()
    expect(rows.last).to_contain_text(f"message {LONG + 1}")
    ana.page.goto(address)
    ana.say("one more")
    expect(rows.last).to_contain_text("one more")
    page.locator("section.timeline").evaluate("timeline => { timeline.scrollTop = -900; }")
    seen = page.evaluate(PLACE)
    for number in range(5):
        ana.say(f"while reading {number}")
    expect(page.get_by_role("button", name="5 new messages")).to_be_visible()
    assert page.evaluate(PLACE) == seen, "what was being read moved"
    page.locator("textarea").press_sequentially("typed meanwhile")
    assert rows.count() <= ROWS
    assert page.evaluate("window.shifts") == []


def test_history_holds_still_even_at_its_very_top(site: Site, room: tuple[Visitor, Visitor, str]) -> None:
    ana, ben, address = room
    past(site, ana, address, 120)
    page = ben.page
    page.goto(address)
    page.wait_for_load_state("networkidle")
    rows = page.locator("li.message")
    expect(rows).to_have_count(50)
    with page.expect_response(re.compile("before=")) as answer:
        seen = page.evaluate(TOP)
    assert answer.value.ok
    expect(rows).to_have_count(100)
    assert page.evaluate(PLACE) == seen


WATCH = """() => {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries())
      if (!hadRecentInput) window.shifts.push([value, ...sources.map(({ node }) => node?.outerHTML?.slice(0, 120))]);
  }).observe({ type: "layout-shift" });
}"""
UP = """() => new Promise((done) => {
  const timeline = document.querySelector("section.timeline");
  const above = () => timeline.scrollHeight - timeline.clientHeight + timeline.scrollTop;
  const begun = () => !timeline.querySelector("[data-slot=start]").hidden;
  timeline.scrollTop -= timeline.clientHeight / 2;
  const look = () => (above() >= timeline.clientHeight || begun() ? done(null) : setTimeout(look, 10));
  requestAnimationFrame(look);
})"""
"""Half a screen, and on when there is more above."""
SEQS = """() => [...document.querySelectorAll("li.message")].map(({ dataset }) => Number(dataset.seq))"""
PLACE = """() => {
  const inner = document.querySelector("section.timeline").getBoundingClientRect();
  const row = document.elementFromPoint(inner.left + 300, inner.top + 300).closest("li");
  return [row.dataset.seq, Math.round(row.getBoundingClientRect().bottom)];
}"""
TOP = f"""() => {{
  const timeline = document.querySelector("section.timeline");
  timeline.scrollTop = -timeline.scrollHeight;
  return ({PLACE})();
}}"""


def test_a_script_that_did_not_come_is_asked_for_again(visitor: People) -> None:
    ana, ben = visitor(), visitor()
    first = make(ana, "First room", ben)
    ana.say("in the first")
    second = make(ana, "Second room", ben)
    page = ben.page
    page.goto(second)
    page.route("**/elements/*.js", lambda route: route.abort())
    page.mouse.move(700, 300)
    page.wait_for_timeout(500)
    page.unroute("**/elements/*.js")
    page.locator(f"chat-inbox a[href='{first}']").click()
    ben.sees("in the first")
    page.locator("li.message").hover()
    expect(page.get_by_role("toolbar", name="Message actions")).to_be_visible()


def test_on_a_phone_no_row_of_the_list_is_the_open_one(visitor: People) -> None:
    ana, ben = visitor(viewport=PHONE, has_touch=True), visitor()
    make(ana, "First room", ben)
    address = make(ana, "Second room", ben)
    ana.page.goto("/")
    rows = ana.page.locator("chat-inbox a.inbox-row")
    looks = "row => [getComputedStyle(row).backgroundColor, getComputedStyle(row).color]"
    assert rows.first.evaluate(looks) == rows.last.evaluate(looks)
    ana.page.touchscreen.tap(5, 5)
    expect(ana.page.locator("chat-inbox [aria-current]")).to_have_count(0)
    ana.page.locator(f"chat-inbox a[href='{address}']").tap()
    ana.page.get_by_role("link", name="Back to the list").click()
    expect(ana.page.locator(f"chat-inbox a[href='{address}']")).to_be_focused()
