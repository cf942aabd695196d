"""What a conversation may be called: something to look at, in one line, that turns nothing around."""

from unicodedata import normalize

import pytest

from chat.domain.conversations import Conversation, check_new, effective_changes
from chatify.core.clock import now
from chatify.core.errors import Invalid

ODD = ["\u202eevil", "bell\a", "tab\t", "\u2067a", "\u2028", "\u200b", "\u200d\u200d", "\x1b[31m", "\x85"]
FINE = ["Ω≈ç√", "مرحبا", "👩‍💻 crew", "می‌خواهم", "Zoë & co.", normalize("NFD", "é"), "#1", "¿?", "日本語"]


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("field", ["name", "topic"])
def test_odd_words_are_refused_where_they_stand(field: str, text: str) -> None:
    with pytest.raises(Invalid) as making:
        check_new("channel", **{"name": "fine", "topic": "", field: text}, public=True, others=0)  # type: ignore[arg-type]
    with pytest.raises(Invalid) as changing:
        effective_changes(a_channel(), {field: text})
    assert list(making.value.fields) == list(changing.value.fields) == [field]


@pytest.mark.parametrize("text", FINE)
def test_every_language_is_fine(text: str) -> None:
    check_new("channel", name=text, topic=text, public=True, others=0)
    assert effective_changes(a_channel(), {"name": text, "topic": text}) == {"name": text, "topic": text}


def test_a_topic_may_have_lines_and_a_name_may_not() -> None:
    assert effective_changes(a_channel(), {"topic": "Stands\r\n\nand tools"})
    with pytest.raises(Invalid):
        effective_changes(a_channel(), {"name": "Stands\nand tools"})


def a_channel() -> Conversation:
    return Conversation(id="c", kind="channel", public=True, name="fine", topic="t", created_at=now(), epoch="e")
