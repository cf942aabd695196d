"""What a message shows beside its words: a quote, reactions, and its Markdown as this reader sees it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from chat.domain.messages import Quote

DELETED = "This message was deleted"


@dataclass(frozen=True, kw_only=True)
class Quoted:
    """The line above a reply."""

    seq: int
    author: str
    words: str

    @classmethod
    def of(cls, quote: Quote, author: str) -> "Quoted":
        return cls(seq=quote.seq, author=author, words=DELETED if quote.deleted else quote.body)


@dataclass(frozen=True, kw_only=True)
class Reacted:
    emoji: str
    count: int
    mine: bool

    @property
    def label(self) -> str:
        people = "1 person" if self.count == 1 else f"{self.count} people"
        return f"{self.emoji} {people}{', including you' if self.mine else ''}"


def reacted(reactions: Iterable[Mapping[str, Any]], reader_id: str) -> tuple[Reacted, ...]:
    return tuple(
        Reacted(emoji=one["emoji"], count=one["count"], mine=reader_id in one["user_ids"]) for one in reactions
    )


def rich(html: str | None, reader_id: str) -> SafeString | None:
    """With the reader's own name marked, and links that leave this page open. The HTML is kept sanitised: in it `<`
    begins a tag and `"` ends an attribute, whatever was written."""
    if html is None:
        return None
    marked = html.replace(f'data-user-id="{reader_id}"', f'data-user-id="{reader_id}" data-me')
    marked = marked.replace("<pre>", '<pre tabindex="0">')  # long lines scroll, by keyboard too
    return mark_safe(marked.replace("<a ", '<a target="_blank" '))  # noqa: S308  # chat.domain.markdown sanitised it
