"""The list is Unicode's. To renew it: a newer `emoji` package, then write `qualified()` into emoji.txt, a line each."""

from pathlib import Path

import emoji
import pytest

from chat.domain import emoji as domain
from chat.domain.emoji import normalize_emoji
from chatify.core.errors import Invalid

STATUS = emoji.STATUS["fully_qualified"]


def qualified() -> list[str]:
    return sorted(text for text, known in emoji.EMOJI_DATA.items() if known["status"] == STATUS)


def test_the_list_is_what_the_library_knows() -> None:
    listed = Path(domain.__file__).with_name("emoji.txt").read_text(encoding="utf-8").split()
    assert listed == qualified()
    assert len(listed) > 3_700


@pytest.mark.parametrize("text", ["👍", "👍🏽", "👩‍👩‍👧‍👦", "🇩🇪", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"])
def test_one_emoji_is_kept(text: str) -> None:
    assert normalize_emoji(text) == text


def test_with_and_without_the_variation_selector_it_is_one() -> None:
    assert normalize_emoji("❤") == normalize_emoji("❤️") == "❤️"


@pytest.mark.parametrize("text", ["", "a", "1", "👍👍", "👍 ", "🇩", "\N{ZERO WIDTH JOINER}", "<b>", "👍" * 500, "️"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        normalize_emoji(text)
