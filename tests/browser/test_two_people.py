"""Two people chat live, each in a browser of their own, also while the network fails."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conversations import inbox_row
from tests.browser.network import Cable
from tests.browser.visitor import Visitor
from tests.browser.waiting import wait_until

pytestmark = pytest.mark.browser
People = Callable[..., Visitor]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def pair(visitor: People) -> tuple[Visitor, Visitor]:
    """Ana and Ben, who both look at their direct conversation."""
    ana, ben = visitor(by_form=True), visitor(by_form=True)
    ana.write_to(ben)
    ben.page.goto(ana.page.url)
    return ana, ben


def test_messages_arrive_live_in_both_directions(pair: tuple[Visitor, Visitor]) -> None:
    ana, ben = pair
    ana.say("Is the pump back?")
    ben.sees("Is the pump back?")
    ben.say("On its hook.")
    ana.sees("Is the pump back?", "On its hook.")
    ben.page.reload()
    ben.sees("Is the pump back?", "On its hook.")


def test_both_see_the_same_order_when_both_write_at_once(pair: tuple[Visitor, Visitor]) -> None:
    ana, ben = pair
    for number in range(8):
        ana.say(f"ana {number}")
        ben.say(f"ben {number}")
    for person in (ana, ben):
        expect(person.page.locator("li.message:not(.pending)")).to_have_count(16)
    assert ana.texts() == ben.texts()
    for author in ("ana", "ben"):
        assert [text for text in ana.texts() if text.startswith(author)] == [
            f"{author} {number}" for number in range(8)
        ]


def test_cut_network_is_announced_and_messages_catch_up_afterwards(visitor: People, cable: Cable) -> None:
    ana, ben = visitor(cable=cable), visitor()
    ana.write_to(ben)
    ben.page.goto(ben.url + ana.page.url.removeprefix(ana.url))
    ana.say("before")
    ben.sees("before")

    cable.cut()
    expect(ana.page.locator("connection-strip")).to_be_visible(timeout=20_000)
    ana.say("written in the dark")
    ana.say("and another")
    expect(ana.page.locator("li.message.pending")).to_have_count(2)
    ana.page.locator("textarea").fill("half a thought")
    ben.say("are you there?")
    ben.sees("before", "are you there?")

    cable.mend()
    all_texts = ("before", "are you there?", "written in the dark", "and another")
    expect(ana.page.locator("connection-strip")).to_be_hidden(timeout=45_000)
    ana.sees(*all_texts)
    ben.sees(*all_texts)
    expect(ana.page.locator("textarea")).to_have_value("half a thought")


def test_unsent_messages_survive_a_reload(visitor: People, cable: Cable) -> None:
    ana, ben = visitor(cable=cable), visitor()
    ana.write_to(ben)
    ana.page.route("**/api/v1/conversations/*/messages", lambda route: route.abort())
    ana.say("not yet")
    expect(ana.page.locator("li.message.pending")).to_have_count(1)
    ana.page.unroute("**/api/v1/conversations/*/messages")
    ana.page.reload()
    ana.sees("not yet")
    ben.page.goto(ben.url + ana.page.url.removeprefix(ana.url))
    ben.sees("not yet")


def test_two_tabs_of_one_person_stay_in_step(pair: tuple[Visitor, Visitor]) -> None:
    ana, ben = pair
    other = ana.open_tab()
    other.goto(ana.page.url)
    ana.say("from the first tab")
    ana.sees("from the first tab", page=other)
    ana.say("from the second", page=other)
    ana.sees("from the first tab", "from the second")
    ben.sees("from the first tab", "from the second")


def test_unread_count_rises_and_falls_to_zero(pair: tuple[Visitor, Visitor]) -> None:
    ana, ben = pair
    row = inbox_row(ben.page, ana.page.url)
    ben.page.goto("/channels/")
    ana.say("one")
    ana.say("two")
    expect(row).to_have_class(re.compile("unread"))
    expect(row).to_have_attribute("data-unread", "2")
    ben.page.goto(ana.page.url)
    ben.sees("one", "two")
    expect(row).to_have_attribute("data-unread", "0")


def test_author_gets_no_event_about_their_own_message(pair: tuple[Visitor, Visitor]) -> None:
    ana, ben = pair
    ana_frames, ben_frames = ana.record_frames(), ben.record_frames()
    for person in (ana, ben):
        person.page.reload()
        expect(person.page.locator("textarea")).to_be_visible()
    for person in (ana, ben):
        wait_until(person.page, "document.querySelector('chat-app').socket.name !== undefined")
    ana.say("once is enough")
    ben.sees("once is enough")
    ana.sees("once is enough")
    row = inbox_row(ana.page, ana.page.url)
    expect(row).to_contain_text("once is enough")
    ben.say("and an answer")
    ana.sees("once is enough", "and an answer")
    assert ["once is enough" in frame for frame in ben_frames if "message.created" in frame] == [True]
    assert ["once is enough" in frame for frame in ana_frames if "message.created" in frame] == [False]
    assert not [frame for frame in ben_frames + ana_frames if '"type":"read"' in frame], "each has one page only"


def test_older_messages_load_while_scrolling_up(pair: tuple[Visitor, Visitor]) -> None:
    ana, ben = pair
    for number in range(1, 71):
        ana.say(f"message {number}")
    ana.sees(*ana.texts())
    expect(ana.page.locator("li.message:not(.pending)")).to_have_count(70)
    ben.page.reload()
    expect(ben.page.locator("li.message")).to_have_count(50)
    ben.page.locator("section.timeline").evaluate("timeline => { timeline.scrollTop = -timeline.scrollHeight; }")
    expect(ben.page.locator("li.message")).to_have_count(70)
    assert ben.texts() == [f"message {number}" for number in range(1, 71)]


def test_phone_layout_and_dark_theme(visitor: People) -> None:
    ana = visitor(viewport=PHONE, color_scheme="dark", has_touch=True)
    ben = visitor(viewport=PHONE)
    ana.write_to(ben)
    assert ana.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], "nothing sticks out sideways"
    background = ana.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert ana.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    ben.page.goto(ana.page.url)
    assert ben.page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != background
    ana.page.locator("textarea").fill("from a phone")
    ana.page.get_by_role("button", name="Send").click()
    ben.sees("from a phone")


def test_keyboard_alone_suffices_to_send(pair: tuple[Visitor, Visitor]) -> None:
    ana, ben = pair
    ana.page.reload()
    for _ in range(40):
        if ana.page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
        ana.page.keyboard.press("Tab")
    ana.page.keyboard.type("no mouse")
    ana.page.keyboard.press("Shift+Enter")
    ana.page.keyboard.type("at all")
    ana.page.keyboard.press("Enter")
    ben.sees("no mouse\nat all")


def test_reading_and_writing_without_script(visitor: People) -> None:
    ana, ben = visitor(by_form=True, java_script_enabled=False), visitor()
    ben.write_to(ana)
    ben.say("can you read this?")
    ben.sees("can you read this?")
    ana.page.goto(ben.page.url)
    assert ana.texts() == ["can you read this?"]
    ana.page.locator("textarea").fill("without any script")
    with ana.page.expect_navigation():
        ana.page.get_by_role("button", name="Send").click()
    assert ana.texts() == ["can you read this?", "without any script"]
    ben.sees("can you read this?", "without any script")


def test_signing_out_closes_the_pages(visitor: People) -> None:
    ana = visitor()
    ana.page.goto("/")
    with ana.page.expect_navigation():
        ana.page.evaluate("document.querySelector('form[action*=\"sign-out\"]').requestSubmit()")
    ana.page.goto("/channels/")
    expect(ana.page).to_have_url(re.compile("sign-in"))
