from datetime import timedelta

from accounts.domain import Profile
from chat.services import conversations, members, read_state
from chat.services.access import load_member
from chat.views import inbox_rows
from chatify.core import clock
from tests.counting import count_calls


def test_a_stranger_sees_the_landing_page(anonymous):
    page = anonymous.get("/")
    assert anonymous.status == 200
    assert page.texts("h1") == ["A quiet place to talk."]


def test_pages_of_conversations_ask_strangers_to_sign_in_first(anonymous, workshop):
    for address in (f"/c/{workshop}", f"/c/{workshop}/1", "/c/new/", "/channels/", f"/c/{workshop}/members/"):
        anonymous.get(address)
        assert anonymous.status == 302
        assert anonymous.response["Location"].startswith("/accounts/sign-in/?next=/")


def test_an_empty_inbox_says_what_to_do(browser, noor):
    page = browser(noor).get("/")
    assert "Nobody here but you" in page.texts("h1")


def test_the_sidebar_lists_conversations_by_kind_and_marks_the_unread(browser, tess, noor, workshop, say):
    members.join(noor, workshop)
    direct, _ = conversations.create(tess, kind="direct", member_ids=[noor.id])
    say(tess, workshop, "Read me")
    page = browser(noor).get("/")
    rows = {one.attributes["data-conversation"]: one.attributes for one in page.all("li", cls="inbox-item")[:2]}
    assert rows[workshop]["data-kind"] == "channel"
    assert rows[workshop]["data-unread"] == "1"
    assert "unread" in rows[workshop]["class"].split()
    assert rows[direct.conversation.id]["data-peer"] == tess.id
    assert rows[direct.conversation.id]["data-unread"] == "0"
    assert "1 unread" in page.texts("span", cls="visually-hidden")


def test_a_row_of_the_sidebar_is_kept_for_as_long_as_it_says_the_same(browser, tess, noor, workshop, say, monkeypatch):
    members.join(noor, workshop)
    other, _ = conversations.create(noor, kind="group", name="Other")
    reader, rendered = browser(noor), inbox_rows._render_cached.cache_info

    def row(address: str) -> str:
        [found] = reader.get(address).all("li", data_conversation=workshop)
        return found.text

    def is_here(address: str) -> bool:
        [link] = [one for one in reader.get(address).all("a", cls="inbox-row") if workshop in one.attributes["href"]]
        return link.attributes.get("aria-current") == "page"

    before = row("/"), rendered().misses
    assert (row("/"), rendered().misses) == before
    say(tess, workshop, "Something new")
    assert "Something new" in row("/")
    assert is_here(f"/c/{workshop}")
    assert not is_here(f"/c/{other.conversation.id}")
    monkeypatch.setattr(inbox_rows, "now", lambda: clock.now() + timedelta(days=1))
    misses = rendered().misses
    row("/")
    assert rendered().misses > misses, "a time is told otherwise on another day"


def test_a_conversation_shows_its_messages_in_order_with_their_authors(browser, tess, noor, workshop, say):
    members.join(noor, workshop)
    say(tess, workshop, "First")
    say(noor, workshop, "Second")
    page = browser(tess).get(f"/c/{workshop}")
    assert shown(page) == ["First", "Second"]
    assert page.texts("bdi", data_slot="author")[1:3] == ["Tess van der Berg", "نور حداد"]
    assert [one.attributes["aria-current"] for one in page.all("a", href=f"/c/{workshop}", aria_current="page")]


def test_the_page_carries_what_script_starts_from(browser, tess, workshop, say):
    say(tess, workshop)
    say(tess, workshop)
    [timeline] = browser(tess).get(f"/c/{workshop}").all("chat-timeline")
    assert {name: timeline.attributes[f"data-{name}"] for name in ("seq", "first", "last", "has-older")} == {
        "seq": "2",
        "first": "1",
        "last": "2",
        "has-older": "false",
    }


def test_older_messages_are_a_link_away(browser, tess, workshop, say):
    for number in range(1, 54):
        say(tess, workshop, f"Number {number}")
    reader = browser(tess)
    newest = reader.get(f"/c/{workshop}")
    assert shown(newest) == [f"Number {number}" for number in range(4, 54)]
    [older] = [one.attributes["href"] for one in newest.all("a") if one.text == "Older messages"]
    assert shown(reader.get(older)) == ["Number 1", "Number 2", "Number 3"]


def test_a_permalink_marks_its_message_and_an_absent_one_is_not_found(browser, tess, workshop, say):
    for number in range(1, 4):
        say(tess, workshop, f"Number {number}")
    reader = browser(tess)
    page = reader.get(f"/c/{workshop}/2")
    assert [one.attributes["id"] for one in page.all("li", cls="target")] == ["m-2"]
    reader.get(f"/c/{workshop}/99")
    assert reader.status == 404


def test_the_new_line_stands_before_the_first_unread(browser, tess, noor, workshop, say):
    members.join(noor, workshop)
    say(tess, workshop, "Read")
    read_state.mark_read(load_member(noor, workshop), 2)
    say(tess, workshop, "Not read")
    page = browser(noor).get(f"/c/{workshop}")
    ours = [one for one in page.elements if one.tag == "li" and one.attributes.get("class", "").split()[0] in ROWS]
    kinds = [(one.attributes["class"].split()[0], one.attributes.get("data-seq")) for one in ours]
    assert kinds[:5] == [("day", None), ("system", "1"), ("message", "2"), ("new-divider", None), ("message", "3")]


ROWS = {"day", "system", "message", "new-divider"}


def test_reading_without_script_marks_read_only_when_asked(browser, tess, noor, workshop, say):
    members.join(noor, workshop)
    say(tess, workshop)
    reader = browser(noor)
    page = reader.get(f"/c/{workshop}")
    reader.send(page.form(having="seq"))
    [row] = reader.follow().all("li", data_conversation=workshop)
    assert row.attributes["data-unread"] == "0"


def test_a_strangers_group_and_an_absent_one_are_the_same_page(browser, tess, noor, person):
    group, _ = conversations.create(tess, kind="group", name="Ours", member_ids=[person("sam").id])
    reader = browser(noor)
    foreign = reader.get(f"/c/{group.conversation.id}").html
    assert reader.status == 404
    assert reader.get("/c/" + "0" * 28).html == foreign
    assert "There’s nothing at this address" in foreign


def test_a_public_channel_shows_its_shell_to_outsiders_and_none_of_its_words(browser, tess, noor, workshop, say):
    say(tess, workshop, "For members")
    page = browser(noor).get(f"/c/{workshop}")
    assert "For members" not in page.html
    assert "Join #workshop" in page.texts("button")


def test_opening_a_conversation_is_four_calls_and_the_sign_ins(browser, tess, noor, workshop, say):
    for number in range(60):
        say(tess, workshop, f"Number {number}")
    members.join(noor, workshop)
    for number in range(12):
        conversations.create(tess, kind="group", name=f"Group {number}", member_ids=[noor.id])
    reader = browser(noor)
    reader.get(f"/c/{workshop}")
    with count_calls() as calls:
        assert len(shown(reader.get(f"/c/{workshop}"))) == 49, "a page, of which one line says that she came"
    sign_in, memberships, conversations_and_peers, messages, people = calls.operations
    assert sign_in == conversations_and_peers == people == "BatchGetItem"
    assert memberships == messages == "Query"


def test_the_theme_is_the_servers_so_that_nothing_flashes(browser, tess: Profile):
    reader = browser(tess)
    page = reader.get("/")
    assert "data-theme" not in page.all("html")[0].attributes
    reader.send(page.form(action="/theme"), theme="dark")
    assert reader.follow().all("html")[0].attributes["data-theme"] == "dark"


def test_a_theme_form_leads_nowhere_else(browser, tess):
    reader = browser(tess)
    form = reader.get("/").form(action="/theme")
    reader.send(form, next="https://evil.example/")
    assert reader.response["Location"] == "/"


def shown(page) -> list[str]:
    """The bodies of the messages; the last is the empty one of the template."""
    return page.texts("div", data_slot="body")[:-1]


def test_a_phone_may_keep_the_site_under_its_own_name(anonymous, settings):
    settings.SITE_NAME = "Harbour Street Bikes"
    [link] = anonymous.get("/").all("link", rel="manifest")
    anonymous.get(link.attributes["href"])
    assert anonymous.response.json()["name"] == "Harbour Street Bikes"
    assert anonymous.response["Content-Type"] == "application/manifest+json"
