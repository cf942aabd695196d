"""Rows that the server renders and the client clones, and their cache."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from chat.domain.messages import Message
from chat.services import members
from chat.views.timeline import CACHED_LENGTH_MAX, Row, forget_rows, is_continuation
from chatify.web.template_tags import hue, initials


def test_rendered_rows_have_the_elements_of_the_templates_that_clients_clone(browser, tess, noor, workshop, say):
    members.join(noor, workshop)
    say(tess, workshop, "Hello")
    html = browser(noor).get(f"/c/{workshop}").html
    timeline, templates = html.split('<template id="message-row">')
    for kind, rest in (("message", templates), ("system", templates), ("inbox-item", templates)):
        assert skeleton(timeline, kind) == skeleton(rest, kind), kind


def skeleton(html: str, kind: str) -> list[tuple[str, str]]:
    """Tags and slots of the first row of a kind, without what it says and the links for those without script."""
    [row] = re.findall(rf'<li class="{kind}\b.*?</li>', html, re.DOTALL)[:1]
    row = re.sub(r"<noscript>.*?</noscript>", "", row, flags=re.DOTALL)
    return re.findall(r"<([\w-]+)(?:[^>]*? data-slot=\"([\w-]+)\")?", row)


@pytest.mark.parametrize("kind", ["channel", "group", "direct"])
def test_each_kind_of_conversation_has_an_inbox_row_to_clone(browser, tess, kind):
    page = browser(tess).get("/")
    assert page.all("template", id=f"inbox-row-{kind}")


def test_the_sprite_has_every_icon_that_templates_use():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (settings.BASE_DIR / "static/img/icons.svg").read_text()))
    templates = (settings.BASE_DIR / "templates").rglob("*.html")
    used = {name for file in templates for name in re.findall(r'{% icon "([\w-]+)" %}', file.read_text())}
    assert used, "no icon would prove nothing"
    assert used | {"hash", "lock", "people"} <= drawn


def message(author: str, minute: float, kind: str = "user") -> Message:
    sent_at = datetime(2026, 11, 22, 14, tzinfo=UTC) + timedelta(minutes=minute)
    return Message(
        conversation_id="c",
        seq=1,
        client_id=None,
        author_id=author,
        body="",
        sent_at=sent_at,
        kind=kind,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("later", "is_grouped"),
    [
        (message("tess", 4.9), True),
        (message("tess", 5), False),
        (message("noor", 1), False),
        (message("tess", 1, "system"), False),
    ],
)
def test_messages_within_five_minutes_share_one_name(later, is_grouped):
    assert is_continuation(later, message("tess", 0)) is is_grouped


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Tess van der Berg", "TB"), ("noor", "N"), ("  ", ""), ("نور حداد", "نح"), ("\u202eevil", "E"), ("🐙", "🐙")],
)
def test_initials_are_the_first_letters_of_the_first_and_last_word(name, letters):
    assert initials(name) == letters


def test_a_person_always_has_the_same_of_eight_hues(tess):
    assert hue("abc") == sum(b"abc") % 8 + 1
    assert {hue(f"person-{number}") for number in range(100)} == set(range(1, 9))


def test_a_cached_row_is_not_shown_to_another_reader(browser, tess, noor, workshop, say):
    members.join(noor, workshop)
    say(tess, workshop, "Hello")
    forget_rows()
    pages = [browser(person).get(f"/c/{workshop}").html for person in (noor, tess)]
    classes = [re.search(r'<li class="(message[^"]*)" id', html)[1] for html in pages]  # type: ignore[index]
    assert classes == ["message", "message own"], "each reader gets a row of their own"


def test_rows_that_differ_are_rendered_separately():
    forget_rows()
    sent_at = datetime(2026, 11, 22, 14, tzinfo=UTC)
    row = Row(conversation_url="/c/c", seq=1, author_id="a", author="Ada", text="Hello", sent_at=sent_at)
    changed = [replace(row, text="Bye"), replace(row, own=True), replace(row, seq=2), replace(row, author="Bea")]
    assert len({rendered_row.rendered for rendered_row in (row, *changed)}) == 5
    assert row.rendered is replace(row).rendered, "the same row is not rendered again"


@pytest.mark.parametrize(("length", "cached"), [(CACHED_LENGTH_MAX, True), (CACHED_LENGTH_MAX + 1, False)])
def test_long_rows_are_not_cached_to_save_memory(length, cached):
    forget_rows()
    row = Row(text="x" * length, author_id="a", conversation_url="/c/x", seq=1)
    assert (row.rendered is row.rendered) is cached
