"""Long conversations stay light, do not jump while somebody reads, and open where reading stopped."""

import os
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.bench.site import Site
from tests.browser.conversations import conversation_id, create_group
from tests.browser.history import write_history
from tests.browser.visitor import Visitor
from tests.weight import SCRIPT_BYTES, STYLE_BYTES, transferred

pytestmark = pytest.mark.browser
People = Callable[..., Visitor]
LongGroup = tuple[Visitor, Visitor, str]
PHONE = {"width": 390, "height": 844}
MAX_ROWS = 300
LONG_COUNT = int(os.environ.get("CHATIFY_LONG", "700"))
"""Messages of the longest conversation here; set CHATIFY_LONG=10000 for a really long one."""


@pytest.fixture
def long_group(visitor: People) -> LongGroup:
    """Ana and Ben in a group, and its path; Ben has read all of it and looks at another page."""
    ana, ben = visitor(), visitor()
    path = create_group(ana, "Long group", ben)
    ana.say("the beginning")
    ana.sees("the beginning")
    ben.page.goto(path)
    with ben.page.expect_response(re.compile("/read$")):
        ben.sees("the beginning")
    ben.page.goto("/channels/")
    return ana, ben, path


def write_past(site: Site, author: Visitor, path: str, count: int) -> None:
    write_history(site, conversation_id(path), author.id, count)


def unread_button(page: Page) -> Locator:
    return page.locator("[data-slot=jump-unread]")


def test_opening_a_conversation_transfers_no_more_than_its_budget(
    site: Site, visitor: People, long_group: LongGroup
) -> None:
    ana, ben, path = long_group
    write_past(site, ana, path, 80)
    context = ben.context.browser.new_context(base_url=ben.url, storage_state=ben.context.storage_state())
    page = context.new_page()
    page.goto(path)
    expect(unread_button(page)).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.locator("textarea")).to_be_focused()
    urls = set(page.evaluate(LOADED_URLS))
    script_size, style_size = (
        transferred(page.request.get(url).body() for url in urls if url.endswith(extension))
        for extension in (".js", ".css")
    )
    context.close()
    print(f"script: {script_size} bytes, style: {style_size} bytes")
    assert 15_000 < script_size <= SCRIPT_BYTES
    assert 3_000 < style_size <= STYLE_BYTES


LOADED_URLS = """() => performance.getEntriesByType("resource").map(({ name }) => name)"""


def test_button_leads_to_the_first_unread_message_on_the_page(site: Site, long_group: LongGroup) -> None:
    ana, ben, path = long_group
    write_past(site, ana, path, 40)
    ben.page.goto(path)
    expect(unread_button(ben.page)).to_have_text("40 new messages")
    expect(ben.page.locator(".new-divider")).not_to_be_in_viewport()
    unread_button(ben.page).click()
    expect(ben.page.locator(".new-divider")).to_be_in_viewport()
    expect(unread_button(ben.page)).to_have_count(0)
    expect(ben.page.locator("li.message", has_text="the beginning")).to_be_in_viewport()


def test_button_leads_to_the_first_unread_message_beyond_the_page(site: Site, long_group: LongGroup) -> None:
    ana, ben, path = long_group
    write_past(site, ana, path, 130)
    page = ben.page
    page.goto(path)
    expect(page.locator("li.message")).to_have_count(50)
    expect(page.locator(".new-divider")).to_have_count(0)
    expect(unread_button(page)).to_have_text("130 new messages")
    unread_button(page).focus()
    page.keyboard.press("Enter")
    divider = page.locator(".new-divider")
    expect(divider).to_be_in_viewport()
    assert "the beginning" in divider.evaluate("divider => divider.previousElementSibling.textContent")
    expect(unread_button(page)).to_have_count(0)
    page.get_by_role("button", name="Latest").click()
    expect(page.locator("li.message").last).to_contain_text("message 13")
    expect(page.locator("li.message").last).to_be_in_viewport()
    ana.page.goto(path)
    ana.say("and one more")
    expect(page.locator("li.message").last).to_contain_text("and one more")


def test_scrolling_to_the_divider_is_as_good_as_the_button(site: Site, long_group: LongGroup) -> None:
    ana, ben, path = long_group
    write_past(site, ana, path, 70)
    page = ben.page
    page.goto(path)
    expect(unread_button(page)).to_be_visible()
    page.locator("section.timeline").evaluate("timeline => { timeline.scrollTop = -timeline.scrollHeight; }")
    divider = page.locator(".new-divider")
    expect(divider).to_have_count(1)
    divider.scroll_into_view_if_needed()
    expect(unread_button(page)).to_have_count(0)
    assert "the beginning" in divider.evaluate("divider => divider.previousElementSibling.textContent")


def test_messages_that_arrive_later_get_no_divider(long_group: LongGroup) -> None:
    ana, ben, path = long_group
    page = ben.page
    message = {"client_id": "7f000000-0000-4000-8000-000000000001", "body": "from elsewhere"}
    ben.call_api("POST", f"conversations/{conversation_id(path)}/messages", message)
    page.goto(path)
    ben.sees("the beginning", "from elsewhere")
    ana.page.goto(path)
    ana.say("an answer")
    ben.sees("the beginning", "from elsewhere", "an answer")
    expect(page.locator(".new-divider")).to_have_count(0)


def test_no_button_while_the_divider_is_in_view(site: Site, long_group: LongGroup) -> None:
    ana, ben, path = long_group
    write_past(site, ana, path, 1)
    ben.page.goto(path)
    expect(ben.page.locator(".new-divider")).to_be_in_viewport()
    expect(unread_button(ben.page)).to_have_count(0)


def test_rows_beyond_the_limit_leave_without_a_layout_shift(site: Site, long_group: LongGroup) -> None:
    ana, ben, path = long_group
    write_past(site, ana, path, LONG_COUNT)
    page = ben.page
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.evaluate(RECORD_SHIFTS)
    rows = page.locator("li.message")
    most_rows, seqs = 0, {LONG_COUNT + 1}
    while len(seqs) <= LONG_COUNT:
        page.evaluate(SCROLL_UP)
        seqs |= set(page.evaluate(SEQS))
        most_rows = max(most_rows, rows.count())
    expect(rows.first).to_contain_text("the beginning")
    assert MAX_ROWS - 50 <= most_rows <= MAX_ROWS
    page.get_by_role("button", name="Latest").click()
    expect(rows.last).to_contain_text(f"message {LONG_COUNT + 1}")
    ana.page.goto(path)
    ana.say("one more")
    expect(rows.last).to_contain_text("one more")
    page.locator("section.timeline").evaluate("timeline => { timeline.scrollTop = -900; }")
    position = page.evaluate(READING_POSITION)
    for number in range(5):
        ana.say(f"while reading {number}")
    expect(page.get_by_role("button", name="5 new messages")).to_be_visible()
    assert page.evaluate(READING_POSITION) == position, "what was being read moved"
    page.locator("textarea").press_sequentially("typed meanwhile")
    assert rows.count() <= MAX_ROWS
    assert page.evaluate("window.shifts") == []


def test_reading_position_is_kept_at_the_very_top(site: Site, long_group: LongGroup) -> None:
    ana, ben, path = long_group
    write_past(site, ana, path, 120)
    page = ben.page
    page.goto(path)
    page.wait_for_load_state("networkidle")
    rows = page.locator("li.message")
    expect(rows).to_have_count(50)
    with page.expect_response(re.compile("before=")) as response:
        position = page.evaluate(SCROLL_TO_TOP)
    assert response.value.ok
    expect(rows).to_have_count(100)
    assert page.evaluate(READING_POSITION) == position


RECORD_SHIFTS = """() => {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries())
      if (!hadRecentInput) window.shifts.push([value, ...sources.map(({ node }) => node?.outerHTML?.slice(0, 120))]);
  }).observe({ type: "layout-shift" });
}"""
SCROLL_UP = """() => new Promise((done) => {
  const timeline = document.querySelector("section.timeline");
  const above = () => timeline.scrollHeight - timeline.clientHeight + timeline.scrollTop;
  const atStart = () => !timeline.querySelector("[data-slot=start]").hidden;
  timeline.scrollTop -= timeline.clientHeight / 2;
  const check = () => (above() >= timeline.clientHeight || atStart() ? done(null) : setTimeout(check, 10));
  requestAnimationFrame(check);
})"""
"""Scrolls by half a screen, and is done when there is a whole screen above again."""
SEQS = """() => [...document.querySelectorAll("li.message")].map(({ dataset }) => Number(dataset.seq))"""
READING_POSITION = """() => {
  const inner = document.querySelector("section.timeline").getBoundingClientRect();
  const row = document.elementFromPoint(inner.left + 300, inner.top + 300).closest("li");
  return [row.dataset.seq, row.getBoundingClientRect().bottom];
}"""
SCROLL_TO_TOP = f"""() => {{
  const timeline = document.querySelector("section.timeline");
  timeline.scrollTop = -timeline.scrollHeight;
  return ({READING_POSITION})();
}}"""


def test_script_that_failed_to_load_is_requested_again(visitor: People) -> None:
    ana, ben = visitor(), visitor()
    first = create_group(ana, "First group", ben)
    ana.say("in the first")
    ana.sees("in the first")
    second = create_group(ana, "Second group", ben)
    page = ben.page
    page.goto(second)
    page.route("**/elements/*.js", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.mouse.move(700, 300)
    page.unroute("**/elements/*.js")
    page.locator(f"chat-inbox a[href='{first}']").click()
    ben.sees("in the first")
    page.locator("li.message").hover()
    expect(page.get_by_role("toolbar", name="Message actions")).to_be_visible()


def test_list_on_a_phone_highlights_no_row(visitor: People) -> None:
    ana, ben = visitor(viewport=PHONE, has_touch=True), visitor()
    create_group(ana, "First group", ben)
    path = create_group(ana, "Second group", ben)
    ana.page.goto("/")
    rows = ana.page.locator("chat-inbox a.inbox-row")
    colours = "row => [getComputedStyle(row).backgroundColor, getComputedStyle(row).color]"
    assert rows.first.evaluate(colours) == rows.last.evaluate(colours)
    ana.page.touchscreen.tap(5, 5)
    expect(ana.page.locator("chat-inbox [aria-current]")).to_have_count(0)
    ana.page.locator(f"chat-inbox a[href='{path}']").tap()
    ana.page.get_by_role("link", name="Back to the list").click()
    expect(ana.page.locator(f"chat-inbox a[href='{path}']")).to_be_focused()
