"""Parts of a message that several pages show: its text, its quote, its reactions and its Markdown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from chat.domain.messages import Message, Quote

DELETED = "This message was deleted"
HIDDEN = "Hidden by a moderator"


@dataclass(frozen=True, kw_only=True)
class QuotedMessage:
    """The line above a reply."""

    seq: int
    author: str
    text: str

    @classmethod
    def of(cls, quote: Quote, author: str) -> "QuotedMessage":
        return cls(seq=quote.seq, author=author, text=DELETED if quote.deleted else quote.body)


@dataclass(frozen=True, kw_only=True)
class ReactionButton:
    """One emoji under a message with its count; pressed where the reader reacted with it."""

    emoji: str
    count: int
    is_own: bool

    @property
    def label(self) -> str:
        people = "1 person" if self.count == 1 else f"{self.count} people"
        return f"{self.emoji} {people}{', including you' if self.is_own else ''}"


def message_text(message: Message) -> str:
    """Return the message's plain text, or what stands in its place where it was deleted or hidden."""
    if message.deleted:
        return DELETED
    return HIDDEN if message.hidden else message.body


def reaction_buttons(reactions: Iterable[Mapping[str, Any]], reader_id: str) -> tuple[ReactionButton, ...]:
    """Return a message's reactions as one reader sees them."""
    return tuple(
        ReactionButton(emoji=reaction["emoji"], count=reaction["count"], is_own=reader_id in reaction["user_ids"])
        for reaction in reactions
    )


def html_for_reader(html: str | None, reader_id: str) -> SafeString | None:
    """Return a message's HTML with the reader's own mentions marked and links that open another page.

    Replacing text is safe because the stored HTML is sanitised: in it `<` always begins a tag and `"` always ends an
    attribute, whatever was written.
    """
    if html is None:
        return None
    marked = html.replace(f'data-user-id="{reader_id}"', f'data-user-id="{reader_id}" data-me')
    # Long lines scroll, and a keyboard can scroll only what has the focus.
    marked = marked.replace("<pre>", '<pre tabindex="0">')
    return mark_safe(marked.replace("<a ", '<a target="_blank" '))  # noqa: S308  # chat.domain.markdown sanitised it
