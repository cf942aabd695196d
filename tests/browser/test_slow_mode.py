"""Issue: slow mode. Members are told as it comes and goes, and what they write too soon waits and goes out by itself."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from tests.bench.site import Site
from tests.browser.axe import violations
from tests.browser.test_moderation import make_operator
from tests.browser.test_rooms import make
from tests.browser.test_two_people import until
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
People = Callable[..., Visitor]
Slow = Callable[[int], None]


@pytest.fixture
def room(site: Site, visitor: People) -> tuple[Visitor, Visitor, Slow]:
    """Ana, who owns the room and runs the site, Ben, who is a member, and how Ana slows the room down."""
    ana, ben = visitor(), visitor()
    make_operator(site, ana)
    address = make(ana, "Slow room", ben)
    ben.page.goto(address)
    admin = ana.open_tab()
    admin.goto(f"/admin/chat/conversation/{address.rsplit('/', 1)[1]}/change/")

    def slow(seconds: int) -> None:
        admin.get_by_label("Slow mode").fill(str(seconds))
        admin.get_by_role("button", name="Save and continue editing").click()
        expect(admin.get_by_label("Slow mode")).to_have_value(str(seconds))

    return ana, ben, slow


def pace(person: Visitor) -> Locator:
    return person.page.locator("chat-composer .pace")


def waits(page: Page, text: str) -> Locator:
    return page.locator("li.message.pending", has_text=text).locator(".sending")


def tries(page: Page) -> list[str]:
    """The messages that are posted from now on, each time they are."""
    found: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/messages"):
            found.append(request.post_data_json["body"])

    page.on("request", note)
    return found


def test_it_is_said_live_to_those_whom_it_slows(room: tuple[Visitor, Visitor, Slow]) -> None:
    ana, ben, slow = room
    ben.page.locator("textarea").fill("half a thought")
    expect(pace(ben)).to_have_count(0)
    slow(30)
    expect(pace(ben)).to_have_text("Slow mode: one message every 30 seconds.")
    assert violations(ben.page) == []
    slow(60)
    expect(pace(ben)).to_have_text("Slow mode: one message every minute.")
    become(ana, ben, "moderator")
    expect(pace(ben)).to_have_count(0)
    become(ana, ben, "member")
    expect(pace(ben)).to_have_text("Slow mode: one message every minute.")
    ben.page.reload()
    expect(pace(ben)).to_have_text("Slow mode: one message every minute.")
    slow(0)
    expect(pace(ben)).to_have_count(0)
    expect(pace(ana)).to_have_count(0)
    expect(ben.page.locator("textarea")).to_have_value("half a thought")


def become(ana: Visitor, ben: Visitor, role: str) -> None:
    room, them = ana.page.url.rsplit("/", 1)[1], ben.page.locator("chat-app").get_attribute("data-me")
    call = "([path, role]) => document.querySelector('chat-app').api.send('PATCH', path, { role })"
    ana.page.evaluate(call, [f"conversations/{room}/members/{them}", role])


def test_what_comes_too_soon_says_so_and_goes_out_by_itself(room: tuple[Visitor, Visitor, Slow]) -> None:
    ana, ben, slow = room
    slow(8)
    expect(pace(ben)).to_be_visible()
    posted = tries(ben.page)
    ben.say("first")
    ben.sees("first")
    ben.say("second")
    expect(waits(ben.page, "second")).to_have_text(re.compile(r"^Waiting: goes out in \d s · Delete$"))
    assert violations(ben.page) == []
    ben.sees("first", "second")
    ana.sees("first", "second")
    assert posted == ["first", "second", "second"]
    ben.complaints.clear()  # Chromium writes each refusal into its console


def test_a_reload_loses_nothing_asks_no_sooner_and_the_end_of_it_lets_all_go(
    room: tuple[Visitor, Visitor, Slow],
) -> None:
    ana, ben, slow = room
    page = ben.page
    slow(3600)
    expect(pace(ben)).to_have_text("Slow mode: one message every hour.")
    ben.say("first")
    ben.sees("first")
    for text in ("second", "third", "fourth"):
        ben.say(text)
    expect(waits(page, "second")).to_have_text(re.compile(r"^Waiting: goes out at \d?\d:\d\d.* · Delete$"))
    expect(waits(page, "third")).to_have_text("Waiting for the message above · Delete")
    posted = tries(page)
    page.reload()
    expect(waits(page, "second")).to_contain_text("Waiting: goes out at")
    page.evaluate("document.querySelector('chat-app').reconnect()")
    until(page, "document.querySelector('chat-app').socket.connected")
    page.wait_for_timeout(1000)
    assert posted == []
    waits(page, "second").get_by_role("button", name="Delete").click()
    expect(waits(page, "third")).to_contain_text("Waiting: goes out at")
    expect(waits(page, "fourth")).to_contain_text("Waiting for the message above")
    slow(0)
    ben.sees("first", "third", "fourth")
    ana.sees("first", "third", "fourth")
    assert posted == ["third", "third", "fourth"]
    ben.complaints.clear()  # Chromium writes each refusal into its console
