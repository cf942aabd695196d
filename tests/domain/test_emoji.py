"""emoji.txt is Unicode's list. To renew it, install a newer `emoji` and write `qualified_emoji()` there, one a line."""

from pathlib import Path

import emoji
import pytest

from chat.domain import emoji as domain
from chat.domain.emoji import normalize_emoji
from chatify.core.errors import Invalid

STATUS = emoji.STATUS["fully_qualified"]


def qualified_emoji() -> list[str]:
    return sorted(text for text, known in emoji.EMOJI_DATA.items() if known["status"] == STATUS)


def test_the_list_equals_that_of_the_library() -> None:
    listed = Path(domain.__file__).with_name("emoji.txt").read_text(encoding="utf-8").split()
    assert listed == qualified_emoji()
    assert len(listed) > 3_700


@pytest.mark.parametrize("text", ["👍", "👍🏽", "👩‍👩‍👧‍👦", "🇩🇪", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"])
def test_an_emoji_stays_as_it_is(text: str) -> None:
    assert normalize_emoji(text) == text


def test_the_variation_selector_makes_no_difference() -> None:
    assert normalize_emoji("❤") == normalize_emoji("❤️") == "❤️"


@pytest.mark.parametrize("text", ["", "a", "1", "👍👍", "👍 ", "🇩", "\N{ZERO WIDTH JOINER}", "<b>", "👍" * 500, "️"])
def test_texts_that_are_not_one_emoji_are_refused(text: str) -> None:
    with pytest.raises(Invalid):
        normalize_emoji(text)
