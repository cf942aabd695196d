"""Names and topics of conversations: they show something and reverse no text; a name is one line."""

from unicodedata import normalize

import pytest

from chat.domain.conversations import Conversation, check_new, effective_changes
from chatify.core.clock import now
from chatify.core.errors import Invalid

UNREADABLE = ["\u202eevil", "bell\a", "tab\t", "\u2067a", "\u2028", "\u200b", "\u200d\u200d", "\x1b[31m", "\x85"]
READABLE = ["Ω≈ç√", "مرحبا", "👩‍💻 crew", "می‌خواهم", "Zoë & co.", normalize("NFD", "é"), "#1", "¿?", "日本語"]


@pytest.mark.parametrize("text", UNREADABLE)
@pytest.mark.parametrize("field", ["name", "topic"])
def test_an_unreadable_text_is_refused_with_its_field(field: str, text: str) -> None:
    with pytest.raises(Invalid) as creation:
        check_new("channel", **{"name": "fine", "topic": "", field: text}, public=True, others=0)  # type: ignore[arg-type]
    with pytest.raises(Invalid) as change:
        effective_changes(a_channel(), {field: text})
    assert list(creation.value.fields) == list(change.value.fields) == [field]


@pytest.mark.parametrize("text", READABLE)
def test_names_and_topics_may_be_in_every_language(text: str) -> None:
    check_new("channel", name=text, topic=text, public=True, others=0)
    assert effective_changes(a_channel(), {"name": text, "topic": text}) == {"name": text, "topic": text}


def test_a_topic_may_have_lines_and_a_name_may_not() -> None:
    assert effective_changes(a_channel(), {"topic": "Stands\r\n\nand tools"})
    with pytest.raises(Invalid):
        effective_changes(a_channel(), {"name": "Stands\nand tools"})


def a_channel() -> Conversation:
    return Conversation(id="c", kind="channel", public=True, name="fine", topic="t", created_at=now(), epoch="e")
