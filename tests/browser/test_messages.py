"""Two people edit, delete, react, reply, mention and pin, and see it live."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.bench.site import Site
from tests.browser.axe import violations, violations_in_both_themes
from tests.browser.conversations import conversation_id
from tests.browser.history import write_history
from tests.browser.visitor import Visitor
from tests.browser.waiting import wait_until

pytestmark = pytest.mark.browser
People = Callable[..., Visitor]
Pair = tuple[Visitor, Visitor]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def pair(visitor: People) -> Pair:
    """Ana and Ben, who both look at their direct conversation and Ana's one message in it."""
    return open_direct_conversation(visitor(), visitor())


def open_direct_conversation(ana: Visitor, ben: Visitor) -> Pair:
    ana.write_to(ben)
    ben.page.goto(ana.page.url)
    ana.say("Is the pump back?")
    ben.sees("Is the pump back?")
    ana.sees("Is the pump back?")
    return ana, ben


def row(page: Page, text: str) -> Locator:
    return page.locator("li.message", has=page.locator("[data-slot=body]", has_text=text))


def click_tool(page: Page, text: str, name: str) -> None:
    """Click a button of the toolbar that appears at the message under the mouse."""
    row(page, text).hover()
    page.get_by_role("toolbar", name="Message actions").get_by_role("button", name=name, exact=True).click()


def choose_in_menu(page: Page, text: str, name: str) -> None:
    click_tool(page, text, "More")
    page.get_by_role("menuitem", name=name).click()


def test_markdown_looks_the_same_live_and_after_a_reload(pair: Pair) -> None:
    ana, ben = pair
    ana.say("**Bold** and `code` https://example.org/x <b>not</b>\n\n- one\n- two")
    body = row(ben.page, "Bold").locator("[data-slot=body]")
    expect(body.locator("strong")).to_have_text("Bold")
    expect(body.locator("li")).to_have_text(["one", "two"])
    expect(body.locator("a")).to_have_attribute("href", "https://example.org/x")
    expect(body.locator("a")).to_have_attribute("rel", "noopener nofollow ugc")
    expect(body.locator("b")).to_have_count(0)
    live_structure = body.evaluate(STRUCTURE)
    ben.page.reload()
    assert row(ben.page, "Bold").locator("[data-slot=body]").evaluate(STRUCTURE) == live_structure


STRUCTURE = """body => {
    const elements = [...body.querySelectorAll('*')]
      .map(element => [element.localName, element.getAttribute('href'), element.className]);
    return JSON.stringify([elements, body.textContent.replace(/\\s+/g, ' ').trim()]);
}"""


def test_html_in_a_message_stays_text(pair: Pair) -> None:
    ana, ben = pair
    ana.say('<img src=x onerror="document.title=1"> [x](javascript:alert(1)) **y**')
    body = row(ben.page, "onerror").locator("[data-slot=body]")
    expect(body.locator("strong")).to_have_text("y")
    assert body.locator("img, a, script").count() == 0
    ben.page.reload()
    expect(body.locator("strong")).to_have_text("y")
    assert body.locator("img, a, script").count() == 0


def test_arrow_up_in_an_empty_field_edits_the_last_message(pair: Pair) -> None:
    ana, ben = pair
    field = ana.page.locator("textarea")
    field.press("ArrowUp")
    expect(field).to_have_value("Is the pump back?")
    expect(ana.page.get_by_text("Editing your message")).to_be_visible()
    field.fill("Is the *pump* back?")
    field.press("Enter")
    for person in (ana, ben):
        expect(row(person.page, "Is the pump back?").locator("em")).to_have_text("pump")
        expect(row(person.page, "Is the pump back?").get_by_text("(edited)")).to_be_visible()
    expect(field).to_have_value("")
    row(ben.page, "pump").get_by_text("(edited)").click()
    versions = ben.page.get_by_role("dialog", name="Earlier versions")
    expect(versions.locator(".version .body")).to_have_text(["Is the pump back?"])
    assert violations(ben.page) == []
    ben.page.keyboard.press("Escape")
    expect(versions).to_have_count(0)


def test_remaining_characters_are_counted_near_the_limit(pair: Pair) -> None:
    ana, _ = pair
    field, hint = ana.page.locator("textarea"), ana.page.locator("[data-slot=hint]")
    field.fill("x" * 7_499)
    expect(hint).to_have_text("Enter to send")
    field.fill("🚲" * 7_600)
    expect(hint).to_have_text("400 characters left")
    field.fill("x" * 8_001)
    expect(ana.page.get_by_text("1 character too long")).to_be_visible()
    expect(ana.page.get_by_role("button", name="Send message")).to_have_attribute("aria-disabled", "true")
    assert violations(ana.page) == []
    field.press("Enter")
    expect(field).to_have_value("x" * 8_001)
    field.fill("x" * 8_000)
    expect(hint).to_have_text("0 characters left")
    expect(ana.page.get_by_text("too long")).to_be_hidden()
    field.fill("short")
    expect(hint).to_have_text("Enter to send")
    ana.sees("Is the pump back?")


def test_refusal_of_a_message_shows_until_the_text_changes(pair: Pair) -> None:
    ana, ben = pair
    ben.call_api("PUT", f"me/blocks/{ana.id}")
    ana.expect_status(403)
    field, refusal = ana.page.locator("textarea"), ana.page.locator("[data-slot=error]")
    field.fill("Are you there?")
    with ana.page.expect_navigation():  # as if it were sent before the script had loaded
        ana.page.evaluate("document.querySelector('form.composer').submit()")
    wait_until(ana.page, "document.querySelector('chat-app').socket.connected")
    expect(refusal).to_be_visible()
    expect(refusal).not_to_be_empty()
    expect(field).to_have_value("Are you there?")
    field.fill("short")
    expect(refusal).to_be_hidden()


def test_escape_cancels_an_edit_and_restores_the_draft(pair: Pair) -> None:
    ana, _ = pair
    field = ana.page.locator("textarea")
    field.fill("half a thought")
    click_tool(ana.page, "Is the pump back?", "Edit")
    expect(field).to_have_value("Is the pump back?")
    field.press("Escape")
    expect(field).to_have_value("half a thought")


def test_deleted_message_leaves_a_tombstone_also_in_quotes(pair: Pair) -> None:
    ana, ben = pair
    click_tool(ben.page, "Is the pump back?", "Reply")
    expect(ben.page.get_by_text("Replying to")).to_be_visible()
    ben.say("On its hook.")
    for person in (ana, ben):
        expect(row(person.page, "On its hook.").locator(".quote")).to_contain_text("Is the pump back?")
    choose_in_menu(ana.page, "Is the pump back?", "Delete message")
    confirmation = ana.page.get_by_role("dialog", name="Delete this message?")
    expect(confirmation.get_by_role("button", name="Keep it")).to_be_focused()
    confirmation.get_by_role("button", name="Delete message").click()
    for person in (ana, ben):
        expect(person.page.locator("li.message [data-slot=body]").first).to_have_text("This message was deleted")
        expect(row(person.page, "On its hook.").locator(".quote")).to_contain_text("This message was deleted")
        expect(person.page.locator("chat-timeline").get_by_text("Is the pump back?")).to_have_count(0)


def test_reactions_count_once_a_person_and_can_be_removed(pair: Pair) -> None:
    ana, ben = pair
    click_tool(ana.page, "Is the pump back?", "React with 👍")
    reaction = row(ben.page, "Is the pump back?").get_by_role("button", name="👍 1 person")
    expect(reaction).to_have_attribute("aria-pressed", "false")
    reaction.click()
    for person in (ana, ben):
        own_reaction = row(person.page, "Is the pump back?").get_by_role("button", name="👍 2 people, including you")
        expect(own_reaction).to_have_attribute("aria-pressed", "true")
    row(ana.page, "Is the pump back?").get_by_role("button", name="👍 2 people, including you").click()
    expect(row(ben.page, "Is the pump back?").get_by_role("button", name="👍 1 person, including you")).to_be_visible()
    ana.page.reload()
    expect(row(ana.page, "Is the pump back?").get_by_role("button", name="👍 1 person", exact=True)).to_be_visible()


def test_emoji_picker_works_by_keyboard(pair: Pair) -> None:
    ana, ben = pair
    ana.page.locator("textarea").focus()
    ana.page.keyboard.press("Shift+Tab")
    focused = ana.page.locator("li.message:focus")
    expect(focused).to_have_count(1)
    ana.page.keyboard.press("e")
    picker = ana.page.get_by_role("dialog", name="Emoji")
    expect(picker.get_by_role("combobox")).to_be_focused()
    ana.page.keyboard.type("bicycle")
    expect(picker.get_by_role("option", selected=True)).to_have_text("🚲")
    assert violations(ana.page) == []
    ana.page.keyboard.press("Enter")
    expect(picker).to_have_count(0)
    expect(focused).to_have_count(1)
    expect(row(ben.page, "Is the pump back?").get_by_role("button", name="🚲 1 person")).to_be_visible()


def test_quote_of_a_reply_leads_to_the_quoted_message(pair: Pair) -> None:
    ana, ben = pair
    ben.page.locator("textarea").focus()
    ben.page.keyboard.press("Shift+Tab")
    expect(ben.page.locator("li.message:focus")).to_have_count(1)
    ben.page.keyboard.press("r")
    expect(ben.page.locator("textarea")).to_be_focused()
    ben.say("On its hook.")
    quote = row(ana.page, "On its hook.").locator(".quote")
    expect(quote).to_contain_text("Is the pump back?")
    quote.click()
    expect(row(ana.page, "Is the pump back?").first).to_have_class(re.compile("target"))


def test_mention_is_completed_and_highlighted_for_the_mentioned_person(pair: Pair) -> None:
    ana, ben = pair
    ana.page.locator("textarea").press_sequentially(f"Sign it, @{ben.handle[:3]}")
    option = ana.page.get_by_role("option", name=ben.name)
    expect(option).to_be_visible()
    assert violations(ana.page) == []
    ana.page.keyboard.press("Enter")
    expect(ana.page.locator("textarea")).to_have_value(f"Sign it, @{ben.handle} ")
    ana.page.keyboard.press("Enter")
    expect(row(ben.page, "Sign it")).to_have_class(re.compile("mentioned"))
    expect(row(ana.page, "Sign it")).not_to_have_class(re.compile("mentioned"))
    ben.page.reload()
    expect(row(ben.page, "Sign it")).to_have_class(re.compile("mentioned"))


def test_pin_shows_to_both_and_in_the_panel(pair: Pair) -> None:
    ana, ben = pair
    choose_in_menu(ana.page, "Is the pump back?", "Pin for everyone")
    expect(row(ben.page, "Is the pump back?").get_by_text(f"Pinned by {ana.name}")).to_be_visible()
    ben.page.get_by_role("link", name="Pinned messages").click()
    panel = ben.page.get_by_role("complementary", name=re.compile("Pinned"))
    expect(panel.locator(".body")).to_have_text(["Is the pump back?"])
    assert violations(ben.page) == []
    ben.say("On its hook.")
    ana.sees("Is the pump back?", "On its hook.")
    choose_in_menu(ana.page, "On its hook.", "Pin for everyone")
    expect(panel.locator(".body")).to_have_count(2)
    expect(panel.get_by_role("heading", name="Pinned 2")).to_be_visible()
    choose_in_menu(ana.page, "On its hook.", "Unpin")
    expect(panel.locator(".body")).to_have_text(["Is the pump back?"])
    panel.get_by_role("button", name="Unpin").click()
    expect(row(ana.page, "Is the pump back?").get_by_text("Pinned by")).to_be_hidden()


def test_open_list_of_pins_follows_messages_outside_the_timeline(site: Site, pair: Pair) -> None:
    ana, ben = pair
    conversation = conversation_id(ana.page.url)
    write_history(site, conversation, ana.id, 60)
    page = ben.page
    page.goto(f"{ana.page.url}/pins/")
    expect(page.locator("li.message")).to_have_count(50)
    expect(row(page, "Is the pump back?")).to_have_count(0)
    panel = page.get_by_role("complementary", name=re.compile("Pinned"))
    wait_until(page, "document.querySelector('chat-app').socket.connected")
    ana.call_api("PUT", f"conversations/{conversation}/messages/1/pin")
    expect(panel.locator(".body")).to_have_text(["Is the pump back?"])
    panel.get_by_role("button", name="Unpin").focus()
    ana.call_api("PATCH", f"conversations/{conversation}/messages/1", {"body": "Is the *pump* here?"})
    expect(panel.locator(".body em")).to_have_text("pump")
    expect(panel.get_by_role("heading", name="Pinned 1")).to_be_focused()
    ana.call_api("DELETE", f"conversations/{conversation}/messages/1/pin")
    expect(panel.get_by_role("heading", name="Pinned 0")).to_be_visible()
    expect(panel).to_contain_text("Nothing is pinned here yet.")
    assert violations(page) == []


def test_draft_follows_to_another_tab_and_disappears_when_sent(pair: Pair) -> None:
    ana, ben = pair
    with ana.page.expect_response(re.compile(r"/me$")):
        ana.page.locator("textarea").press_sequentially("half a thought")
    other = ana.open_tab()
    other.goto(ana.page.url)
    expect(other.locator("textarea")).to_have_value("half a thought")
    ana.page.locator("textarea").press("Enter")
    ben.sees("Is the pump back?", "half a thought")
    ana.page.reload()
    expect(ana.page.locator("textarea")).to_have_value("")


def test_refused_reaction_is_removed_with_a_reason(pair: Pair) -> None:
    ana, _ = pair
    ana.page.route("**/reactions/**", lambda route: route.fulfill(status=403, json={"code": "x", "detail": "Not now."}))
    ana.expect_status(403)
    click_tool(ana.page, "Is the pump back?", "React with 🎉")
    expect(row(ana.page, "Is the pump back?").get_by_text("Not now.")).to_be_visible()
    expect(row(ana.page, "Is the pump back?").locator("[data-act=toggle]")).to_have_count(0)


def test_long_press_opens_the_menu_on_a_phone(visitor: People) -> None:
    ana, ben = open_direct_conversation(visitor(), visitor(viewport=PHONE, has_touch=True, is_mobile=True))
    more = row(ben.page, "Is the pump back?").get_by_role("button", name="More")
    expect(more).to_be_visible()
    more.tap()
    sheet = ben.page.get_by_role("menu")
    expect(sheet.get_by_role("menuitem", name="Reply")).to_be_visible()
    assert violations(ben.page) == []
    sheet.get_by_role("menuitem", name="🎉").tap()
    expect(row(ana.page, "Is the pump back?").get_by_role("button", name="🎉 1 person")).to_be_visible()
    copy_link = ben.page.get_by_role("menuitem", name="Copy link")
    press_long(row(ben.page, "Is the pump back?"))
    expect(copy_link).to_be_visible()


def press_long(message: Locator) -> None:
    """Touch the message, and lift the finger when the page has taken it for a long press."""
    box = message.locator("[data-slot=body]").bounding_box()
    assert box is not None
    points = [{"x": box["x"] + 5, "y": box["y"] + 5}]
    session = message.page.context.new_cdp_session(message.page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points})
    expect(message).to_have_class(re.compile(r"\bheld\b"))
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_replying_editing_reacting_and_deleting_without_script(visitor: People) -> None:
    ana, ben = visitor(by_form=True, java_script_enabled=False), visitor()
    ben.write_to(ana)
    ben.say("Is the pump back?")
    ben.sees("Is the pump back?")
    ben.page.evaluate("document.querySelector('chat-timeline').tools()")
    # The page shows a reaction before the server has stored it, and Ana reads what is stored.
    with ben.page.expect_response(lambda response: "/reactions/" in response.url):
        click_tool(ben.page, "Is the pump back?", "React with 👍")
    expect(row(ben.page, "pump").get_by_role("button", name="👍 1 person, including you")).to_be_visible()
    page = ana.page
    page.goto(ben.page.url)
    page.get_by_role("button", name="👍 1 person").click()
    expect(row(ben.page, "Is the pump back?").get_by_role("button", name="👍 2 people, including you")).to_be_visible()
    page.goto(ben.page.url)
    row(page, "Is the pump back?").get_by_role("link", name="Reply").click()
    page.locator("textarea").fill("On its huk.")
    page.get_by_role("button", name="Send").click()
    expect(row(page, "On its huk.").locator(".quote")).to_contain_text("Is the pump back?")
    row(page, "On its huk.").get_by_role("link", name="Edit").click()
    page.locator("textarea").fill("On its hook.")
    page.get_by_role("button", name="Send").click()
    ben.sees("Is the pump back?", "On its hook.")
    row(page, "On its hook.").get_by_text("(edited)").click()
    expect(page.locator(".version .body")).to_have_text(["On its huk."])
    page.goto(ben.page.url)
    row(page, "On its hook.").get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete message").click()
    ben.sees("Is the pump back?", "This message was deleted")


def test_message_with_all_its_parts_is_accessible(pair: Pair) -> None:
    ana, ben = pair
    ben.say(
        f"@{ana.handle} **look** at `this`\n\n> quoted\n\n```python\n# three\nx = 'y' * 3\n```\n\n1. https://example.org"
    )
    expect(row(ana.page, "look")).to_have_class(re.compile("mentioned"))
    click_tool(ben.page, "Is the pump back?", "React with 👍")
    choose_in_menu(ana.page, "Is the pump back?", "Pin for everyone")
    expect(row(ana.page, "Is the pump back?").get_by_text("Pinned by")).to_be_visible()
    click_tool(ana.page, "look", "Reply")
    assert violations_in_both_themes(ana.page) == []
    ana.page.reload()
    assert violations_in_both_themes(ana.page) == []
    choose_in_menu(ana.page, "look", "Report message")
    expect(ana.page.get_by_role("dialog", name="Report this message")).to_be_visible()
    assert violations_in_both_themes(ana.page) == []


def test_refused_message_can_be_tried_again_or_discarded(pair: Pair) -> None:
    ana, ben = pair
    ben.call_api("PUT", f"me/blocks/{ana.id}")
    ana.expect_status(403)
    for text in ("Try me again", "Let me go"):
        ana.say(text)
        expect(row(ana.page, text)).to_have_class(re.compile("failed"))
    row(ana.page, "Let me go").get_by_role("button", name="Delete").click()
    expect(row(ana.page, "Let me go")).to_have_count(0)
    ben.call_api("DELETE", f"me/blocks/{ana.id}")
    row(ana.page, "Try me again").get_by_role("button", name="Try again").click()
    ana.sees("Is the pump back?", "Try me again")
    ben.sees("Is the pump back?", "Try me again")
    ana.page.reload()
    ana.sees("Is the pump back?", "Try me again")
