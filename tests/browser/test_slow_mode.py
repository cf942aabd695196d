"""Slow mode: members see it live, and a message that is sent too soon waits and goes out by itself."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from tests.bench.site import Site
from tests.browser.axe import violations
from tests.browser.conversations import conversation_id, create_group
from tests.browser.operators import promote
from tests.browser.visitor import Visitor
from tests.browser.waiting import wait_until

pytestmark = pytest.mark.browser
People = Callable[..., Visitor]
SetSlowMode = Callable[[int], None]
SlowGroup = tuple[Visitor, Visitor, SetSlowMode]


@pytest.fixture
def slow_group(site: Site, visitor: People) -> SlowGroup:
    """Ana, who owns a group and is an operator; Ben, who is a member; and a function by which Ana sets slow mode."""
    ana, ben = visitor(), visitor()
    promote(site, ana)
    path = create_group(ana, "Slow group", ben)
    ben.page.goto(path)
    ben.expect_status(429)
    admin = ana.open_tab()
    admin.goto(f"/admin/chat/conversation/{conversation_id(path)}/change/")

    def set_slow_mode(seconds: int) -> None:
        admin.get_by_label("Slow mode").fill(str(seconds))
        with admin.expect_navigation():
            admin.get_by_role("button", name="Save and continue editing").click()
        expect(admin.get_by_label("Slow mode")).to_have_value(str(seconds))

    return ana, ben, set_slow_mode


def slow_mode_notice(person: Visitor) -> Locator:
    return person.page.locator("chat-composer .pace")


def waiting_note(page: Page, text: str) -> Locator:
    return page.locator("li.message.pending", has_text=text).locator(".sending")


def record_posts(page: Page) -> list[str]:
    """Return a list that grows by the text of each message that is posted from now on, once for each try."""
    texts: list[str] = []

    def record(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/messages"):
            texts.append(request.post_data_json["body"])

    page.on("request", record)
    return texts


def test_slow_mode_is_shown_live_to_those_whom_it_slows(slow_group: SlowGroup) -> None:
    ana, ben, set_slow_mode = slow_group
    ben.page.locator("textarea").fill("half a thought")
    expect(slow_mode_notice(ben)).to_have_count(0)
    set_slow_mode(30)
    expect(slow_mode_notice(ben)).to_have_text("Slow mode: one message every 30 seconds.")
    assert violations(ben.page) == []
    set_slow_mode(60)
    expect(slow_mode_notice(ben)).to_have_text("Slow mode: one message every minute.")
    set_role(ana, ben, "moderator")
    expect(slow_mode_notice(ben)).to_have_count(0)
    set_role(ana, ben, "member")
    expect(slow_mode_notice(ben)).to_have_text("Slow mode: one message every minute.")
    ben.page.reload()
    expect(slow_mode_notice(ben)).to_have_text("Slow mode: one message every minute.")
    set_slow_mode(0)
    expect(slow_mode_notice(ben)).to_have_count(0)
    expect(slow_mode_notice(ana)).to_have_count(0)
    expect(ben.page.locator("textarea")).to_have_value("half a thought")


def set_role(owner: Visitor, member: Visitor, role: str) -> None:
    path = f"conversations/{conversation_id(owner.page.url)}/members/{member.id}"
    owner.call_api("PATCH", path, {"role": role})


def test_message_sent_too_soon_says_so_and_goes_out_by_itself(slow_group: SlowGroup) -> None:
    ana, ben, set_slow_mode = slow_group
    set_slow_mode(8)
    expect(slow_mode_notice(ben)).to_be_visible()
    posted = record_posts(ben.page)
    # Both at once: a slow machine could take longer than slow mode between two that wait for each other.
    ben.say("first")
    ben.say("second")
    expect(waiting_note(ben.page, "second")).to_have_text(re.compile(r"^\s*Waiting: goes out in \d s\s+·\s+Delete\s*$"))
    assert violations(ben.page) == []
    ben.sees("first", "second")
    ana.sees("first", "second")
    assert posted == ["first", "second", "second"]


def test_waiting_messages_survive_a_reload_and_go_out_when_slow_mode_ends(slow_group: SlowGroup) -> None:
    ana, ben, set_slow_mode = slow_group
    page = ben.page
    set_slow_mode(3600)
    expect(slow_mode_notice(ben)).to_have_text("Slow mode: one message every hour.")
    ben.say("first")
    ben.sees("first")
    for text in ("second", "third", "fourth"):
        ben.say(text)
    expect(waiting_note(page, "second")).to_have_text(
        re.compile(r"^\s*Waiting: goes out at \d?\d:\d\d.*\s+·\s+Delete\s*$")
    )
    expect(waiting_note(page, "third")).to_have_text("Waiting for the message above · Delete")
    posted = record_posts(page)
    page.reload()
    expect(waiting_note(page, "second")).to_contain_text("Waiting: goes out at")
    page.evaluate("document.querySelector('chat-app').reconnect()")
    wait_until(page, "document.querySelector('chat-app').socket.connected")
    page.wait_for_timeout(1000)
    assert posted == []
    waiting_note(page, "second").get_by_role("button", name="Delete").click()
    expect(waiting_note(page, "third")).to_contain_text("Waiting: goes out at")
    expect(waiting_note(page, "fourth")).to_contain_text("Waiting for the message above")
    set_slow_mode(0)
    ben.sees("first", "third", "fourth")
    ana.sees("first", "third", "fourth")
    assert posted == ["third", "third", "fourth"]
