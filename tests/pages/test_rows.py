"""The server's row is the client's template, and the whole stays small."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from chat.domain.messages import Message
from chat.services import members
from chat.views.timeline import CACHED_LENGTH_MAX, Row, forget_rows, is_continuation
from chatify.web.template_tags import hue, initials


def test_the_row_a_server_renders_is_the_one_that_the_client_clones(browser, tess, noor, workshop, say):
    members.join(noor, workshop)
    say(tess, workshop, "Hello")
    html = browser(noor).get(f"/c/{workshop}").html
    timeline, templates = html.split('<template id="message-row">')
    for kind, rest in (("message", templates), ("system", templates), ("inbox-item", templates)):
        assert skeleton(timeline, kind) == skeleton(rest, kind), kind


def skeleton(html: str, kind: str) -> list[tuple[str, str]]:
    """Tags and slots of the first row of a kind, without what it says and the links for those without script."""
    [row] = re.findall(rf'<li class="{kind}\b.*?</li>', html, re.DOTALL)[:1]
    row = re.sub(r"<noscript>.*?</noscript>", "", row)
    return re.findall(r"<([\w-]+)(?:[^>]*? data-slot=\"([\w-]+)\")?", row)


@pytest.mark.parametrize("kind", ["channel", "group", "direct"])
def test_there_is_an_inbox_row_to_clone_for_each_kind(browser, tess, kind):
    page = browser(tess).get("/")
    assert page.all("template", id=f"inbox-row-{kind}")


def test_every_icon_that_is_asked_for_is_drawn():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (settings.BASE_DIR / "static/img/icons.svg").read_text()))
    templates = (settings.BASE_DIR / "templates").rglob("*.html")
    asked = {name for file in templates for name in re.findall(r'{% icon "([\w-]+)" %}', file.read_text())}
    assert asked, "no icon would prove nothing"
    assert asked | {"hash", "lock", "people"} <= drawn


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
    ("later", "together"),
    [
        (message("tess", 4.9), True),
        (message("tess", 5), False),
        (message("noor", 1), False),
        (message("tess", 1, "system"), False),
    ],
)
def test_one_name_is_enough_for_what_is_said_within_five_minutes(later, together):
    assert is_continuation(later, message("tess", 0)) is together


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Tess van der Berg", "TB"), ("noor", "N"), ("  ", ""), ("نور حداد", "نح"), ("\u202eevil", "E"), ("🐙", "🐙")],
)
def test_initials_are_the_letters_that_begin_a_name(name, letters):
    assert initials(name) == letters


def test_hues_are_eight_and_stay(tess):
    assert hue("abc") == sum(b"abc") % 8 + 1
    assert {hue(f"person-{number}") for number in range(100)} == set(range(1, 9))


def test_one_row_is_not_shown_to_another_reader(browser, tess, noor, workshop, say):
    members.join(noor, workshop)
    say(tess, workshop, "Hello")
    forget_rows()
    pages = [browser(person).get(f"/c/{workshop}").html for person in (noor, tess)]
    classes = [re.search(r'<li class="(message[^"]*)" id', html)[1] for html in pages]  # type: ignore[index]
    assert classes == ["message", "message own"], "each sees the row as their own eyes should"


def test_rows_that_differ_in_anything_are_rendered_apart():
    forget_rows()
    sent_at = datetime(2026, 11, 22, 14, tzinfo=UTC)
    row = Row(conversation_url="/c/c", seq=1, author_id="a", author="Ada", text="Hello", sent_at=sent_at)
    changed = [replace(row, text="Bye"), replace(row, own=True), replace(row, seq=2), replace(row, author="Bea")]
    assert len({one.rendered for one in (row, *changed)}) == 5
    assert row.rendered is replace(row).rendered, "the same row is not rendered again"


@pytest.mark.parametrize(("length", "cached"), [(CACHED_LENGTH_MAX, True), (CACHED_LENGTH_MAX + 1, False)])
def test_long_rows_are_not_cached_to_save_memory(length, cached):
    forget_rows()
    row = Row(text="x" * length, author_id="a", conversation_url="/c/x", seq=1)
    assert (row.rendered is row.rendered) is cached
