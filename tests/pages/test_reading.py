from datetime import timedelta

from accounts.domain import Profile
from accounts.models import site
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


def test_an_empty_inbox_has_a_hint(browser, noor):
    page = browser(noor).get("/")
    assert "No conversations yet" in page.texts("h1")


def test_the_sidebar_lists_conversations_by_kind_and_marks_the_unread(browser, tess, noor, workshop, say):
    members.join(noor, workshop)
    direct, _ = conversations.create(tess, kind="direct", member_ids=[noor.id])
    say(tess, workshop, "Read me")
    page = browser(noor).get("/")
    rows = {row.attributes["data-conversation"]: row.attributes for row in page.all("li", cls="inbox-item")[:2]}
    assert rows[workshop]["data-kind"] == "channel"
    assert rows[workshop]["data-unread"] == "1"
    assert "unread" in rows[workshop]["class"].split()
    assert rows[direct.conversation.id]["data-peer"] == tess.id
    assert rows[direct.conversation.id]["data-unread"] == "0"
    assert "1 unread" in page.texts("span", cls="visually-hidden")


def test_a_sidebar_row_is_cached_until_its_content_changes(browser, tess, noor, workshop, say, monkeypatch):
    members.join(noor, workshop)
    other, _ = conversations.create(noor, kind="group", name="Other")
    reader, rendered = browser(noor), inbox_rows._render_cached.cache_info

    def row_text(address: str) -> str:
        [element] = reader.get(address).all("li", data_conversation=workshop)
        return element.text

    def is_current(address: str) -> bool:
        [link] = [row for row in reader.get(address).all("a", cls="inbox-row") if workshop in row.attributes["href"]]
        return link.attributes.get("aria-current") == "page"

    before = row_text("/"), rendered().misses
    assert (row_text("/"), rendered().misses) == before
    say(tess, workshop, "Something new")
    assert "Something new" in row_text("/")
    assert is_current(f"/c/{workshop}")
    assert not is_current(f"/c/{other.conversation.id}")
    monkeypatch.setattr(inbox_rows, "now", lambda: clock.now() + timedelta(days=1))
    misses = rendered().misses
    row_text("/")
    assert rendered().misses > misses, "a time is shown in another way on another day"


def test_a_conversation_shows_its_messages_in_order_with_their_authors(browser, tess, noor, workshop, say):
    members.join(noor, workshop)
    say(tess, workshop, "First")
    say(noor, workshop, "Second")
    page = browser(tess).get(f"/c/{workshop}")
    assert message_texts(page) == ["First", "Second"]
    assert page.texts("bdi", data_slot="author")[1:3] == ["Tess van der Berg", "نور حداد"]
    assert [link.attributes["aria-current"] for link in page.all("a", href=f"/c/{workshop}", aria_current="page")]


def test_the_page_carries_the_scripts_starting_state(browser, tess, workshop, say):
    say(tess, workshop)
    say(tess, workshop)
    [timeline] = browser(tess).get(f"/c/{workshop}").all("chat-timeline")
    assert {name: timeline.attributes[f"data-{name}"] for name in ("seq", "first", "last", "has-older")} == {
        "seq": "2",
        "first": "1",
        "last": "2",
        "has-older": "false",
    }


def test_a_link_leads_to_older_messages(browser, tess, workshop, say):
    for number in range(1, 54):
        say(tess, workshop, f"Number {number}")
    reader = browser(tess)
    newest = reader.get(f"/c/{workshop}")
    assert message_texts(newest) == [f"Number {number}" for number in range(4, 54)]
    [older] = [link.attributes["href"] for link in newest.all("a") if link.text == "Older messages"]
    assert message_texts(reader.get(older)) == ["Number 1", "Number 2", "Number 3"]


def test_a_permalink_marks_its_message_and_a_missing_one_is_404(browser, tess, workshop, say):
    for number in range(1, 4):
        say(tess, workshop, f"Number {number}")
    reader = browser(tess)
    page = reader.get(f"/c/{workshop}/2")
    assert [row.attributes["id"] for row in page.all("li", cls="target")] == ["m-2"]
    reader.get(f"/c/{workshop}/99")
    assert reader.status == 404


def test_the_new_line_stands_before_the_first_unread(browser, tess, noor, workshop, say):
    members.join(noor, workshop)
    say(tess, workshop, "Read")
    read_state.mark_read(load_member(noor, workshop), 2)
    say(tess, workshop, "Not read")
    page = browser(noor).get(f"/c/{workshop}")
    items = [element for element in page.elements if element.tag == "li"]
    rows = [item.attributes for item in items if item.attributes.get("class", "").split()[0] in ROW_CLASSES]
    kinds = [(row["class"].split()[0], row.get("data-seq")) for row in rows]
    assert kinds[:5] == [("day", None), ("system", "1"), ("message", "2"), ("new-divider", None), ("message", "3")]


ROW_CLASSES = {"day", "system", "message", "new-divider"}


def test_a_form_marks_messages_as_read_without_script(browser, tess, noor, workshop, say):
    members.join(noor, workshop)
    say(tess, workshop)
    reader = browser(noor)
    page = reader.get(f"/c/{workshop}")
    reader.send(page.form(having="seq"))
    [row] = reader.follow().all("li", data_conversation=workshop)
    assert row.attributes["data-unread"] == "0"


def test_a_foreign_group_and_a_missing_one_are_the_same_page(browser, tess, noor, person):
    group, _ = conversations.create(tess, kind="group", name="Ours", member_ids=[person("sam").id])
    reader = browser(noor)
    foreign = reader.get(f"/c/{group.conversation.id}").html
    assert reader.status == 404
    assert reader.get("/c/" + "0" * 28).html == foreign
    assert "There’s nothing at this address" in foreign


def test_an_outsider_sees_a_public_channel_without_its_messages(browser, tess, noor, workshop, say):
    say(tess, workshop, "For members")
    page = browser(noor).get(f"/c/{workshop}")
    assert "For members" not in page.html
    assert "Join #workshop" in page.texts("button")


def test_opening_a_conversation_costs_four_calls_and_the_sign_in(browser, tess, noor, workshop, say, monkeypatch):
    # The site's name stays in the process's cache, however slowly the machine runs the lines below.
    monkeypatch.setattr(site, "FRESH_SECONDS", float("inf"))
    for number in range(60):
        say(tess, workshop, f"Number {number}")
    members.join(noor, workshop)
    for number in range(12):
        conversations.create(tess, kind="group", name=f"Group {number}", member_ids=[noor.id])
    reader = browser(noor)
    reader.get(f"/c/{workshop}")
    with count_calls() as calls:
        assert len(message_texts(reader.get(f"/c/{workshop}"))) == 49, (
            "a page of 50 rows, one of which says that she joined"
        )
    sign_in, memberships, conversations_and_peers, messages, people = calls.operations
    assert sign_in == conversations_and_peers == people == "BatchGetItem"
    assert memberships == messages == "Query"


def test_the_server_renders_the_theme(browser, tess: Profile):
    reader = browser(tess)
    page = reader.get("/")
    assert "data-theme" not in page.all("html")[0].attributes
    reader.send(page.form(action="/theme"), theme="dark")
    assert reader.follow().all("html")[0].attributes["data-theme"] == "dark"


def test_the_theme_form_does_not_redirect_to_foreign_sites(browser, tess):
    reader = browser(tess)
    form = reader.get("/").form(action="/theme")
    reader.send(form, next="https://evil.example/")
    assert reader.response["Location"] == "/"


def message_texts(page) -> list[str]:
    """Return the texts of the messages; the last element is the template's empty one."""
    return page.texts("div", data_slot="body")[:-1]


def test_the_manifest_bears_the_sites_name(anonymous, settings):
    settings.SITE_NAME = "Harbour Street Bikes"
    [link] = anonymous.get("/").all("link", rel="manifest")
    anonymous.get(link.attributes["href"])
    assert anonymous.response.json()["name"] == "Harbour Street Bikes"
    assert anonymous.response["Content-Type"] == "application/manifest+json"


def test_an_outsider_finds_no_single_message_of_a_public_channel(browser, tess, noor, workshop, say):
    say(tess, workshop, "for members")
    assert browser(noor).client.get(f"/c/{workshop}").status_code == 200, "an outsider sees the channel"
    assert browser(noor).client.get(f"/c/{workshop}/1").status_code == 404
