"""A page of messages as rows: messages, dividers between days, and the line above the first unread message."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.domain import FORMER_MEMBER, Profile
from chat.domain.memberships import Role
from chat.domain.messages import Message
from chat.domain.policies import MODERATING_ROLES
from chat.services.messages import Page
from chat.views.message_parts import (
    QuotedMessage,
    ReactionButton,
    html_for_reader,
    message_text,
    reaction_buttons,
)

GROUPED_WITHIN = timedelta(minutes=5)
CACHEABLE_KINDS = ("message", "system")
"""Rows that depend neither on today's date nor on the rows around them."""
CACHED_ROWS_MAX = 4_000
"""About 2 KB each. A row that several people read, or one person twice, is rendered once: 0.2 ms."""
CACHED_LENGTH_MAX = 2_000
"""Characters of a message. So many of the longest messages would not fit into a function's memory."""


class Face(NamedTuple):
    """The person whose picture or initials stand beside a message."""

    id: str
    name: str
    avatar_id: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """All that the template of one row shows. An empty one is what the client's `<template>` holds."""

    kind: str = "message"
    conversation_url: str = ""
    seq: int | None = None
    client_id: str = ""
    author_id: str = ""
    author: str = ""
    avatar_id: str = ""
    text: str = ""
    html: SafeString | None = None
    reply_to: int | None = None
    quote: QuotedMessage | None = None
    reactions: tuple[ReactionButton, ...] = ()
    pinned: bool = False
    pinned_by: str = ""
    mentioned: bool = False
    removable: bool = False
    sent_at: datetime | None = None
    edited_at: datetime | None = None
    deleted: bool = False
    hidden: bool = False
    own: bool = False
    grouped: bool = False
    target: bool = False

    @property
    def url(self) -> str:
        return f"{self.conversation_url}/{self.seq}" if self.seq else ""

    @property
    def face(self) -> Face:
        return Face(self.author_id, self.author, self.avatar_id)

    @property
    def classes(self) -> str:
        states = {
            "own": self.own,
            "grouped": self.grouped,
            "mentioned": self.mentioned,
            "pinned": self.pinned,
            "deleted": self.deleted,
            "hidden-by-moderator": self.hidden,
            "target": self.target,
        }
        return " ".join(["message", *(name for name, is_set in states.items() if is_set)])

    @property
    def rendered(self) -> SafeString:
        is_short = len(self.html or self.text) <= CACHED_LENGTH_MAX
        return _render_cached(self) if is_short and self.kind in CACHEABLE_KINDS else _render(self)


def _render(row: Row) -> SafeString:
    return render_to_string(f"chat/_{row.kind}.html", {"row": row})


_render_cached = lru_cache(CACHED_ROWS_MAX)(_render)
forget_rows = _render_cached.cache_clear


@dataclass(frozen=True)
class Timeline:
    first: int
    last: int
    has_older: bool
    has_newer: bool
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """The person whom a page is rendered for. `focus` is the seq that a permalink names."""

    id: str
    read_seq: int
    people: Mapping[str, Profile]
    conversation_url: str = ""
    role: Role = "member"
    focus: int | None = None

    def name(self, user_id: str) -> str:
        person = self.people.get(user_id)
        return person.name if person else FORMER_MEMBER

    def avatar_id(self, user_id: str) -> str:
        person = self.people.get(user_id)
        return (person.avatar_id or "") if person else ""


def shown_user_ids(messages: list[Message]) -> set[str]:
    """Return the ids of the people whom a page of messages names: authors, quoted authors, and who pinned."""
    quoted_ids = {message.reply.author_id for message in messages if message.reply}
    pinned_by_ids = {message.pinned_by for message in messages if message.pinned_by}
    return {message.author_id for message in messages} | quoted_ids | pinned_by_ids


def timeline(page: Page, reader: Reader) -> Timeline:
    """Return a page of messages as rows for one reader."""
    messages = page.results
    first, last = (messages[0].seq, messages[-1].seq) if messages else (0, 0)
    return Timeline(first, last, page.has_older, page.has_newer, list(_rows(messages, reader)))


def _rows(messages: list[Message], reader: Reader) -> Iterator[Row]:
    previous: Message | None = None
    for message in messages:
        new_day = previous is None or previous.sent_at.date() != message.sent_at.date()
        if new_day:
            yield Row(kind="day", sent_at=message.sent_at)
        first_unread = _is_first_unread(message, previous, reader)
        if first_unread:
            yield Row(kind="new_divider")
        grouped = not (new_day or first_unread) and previous is not None and is_continuation(message, previous)
        yield _system_row(message, reader) if message.kind == "system" else _user_row(message, reader, grouped=grouped)
        previous = message


def is_continuation(message: Message, previous: Message) -> bool:
    """Return whether a message follows another by the same author so closely that it needs no name of its own.

    A pinned message always has a name, since its pin stands beside the name.
    """
    return (
        message.kind == previous.kind == "user"
        and not message.pinned
        and message.author_id == previous.author_id
        and message.sent_at - previous.sent_at < GROUPED_WITHIN
    )


def _is_first_unread(message: Message, previous: Message | None, reader: Reader) -> bool:
    # The line never stands above the whole page: there it would separate nothing.
    if previous is None or message.author_id == reader.id:
        return False
    return previous.seq <= reader.read_seq < message.seq


def _system_row(message: Message, reader: Reader) -> Row:
    author, text = _split_author(reader.name(message.author_id), message_text(message))
    return Row(
        kind="system",
        conversation_url=reader.conversation_url,
        seq=message.seq,
        author_id=message.author_id,
        author=author,
        text=text,
        sent_at=message.sent_at,
        target=message.seq == reader.focus,
    )


def _user_row(message: Message, reader: Reader, *, grouped: bool) -> Row:
    own = message.author_id == reader.id
    is_withheld = message.deleted or message.hidden
    quote = message.reply
    return Row(
        conversation_url=reader.conversation_url,
        seq=message.seq,
        client_id=(message.client_id or "") if own else "",
        author_id=message.author_id,
        author=reader.name(message.author_id),
        avatar_id=reader.avatar_id(message.author_id),
        text=message_text(message),
        html=None if is_withheld else html_for_reader(message.html, reader.id),
        reply_to=message.reply_to,
        quote=QuotedMessage.of(quote, reader.name(quote.author_id)) if quote else None,
        reactions=() if is_withheld else reaction_buttons(message.reactions, reader.id),
        pinned=message.pinned,
        pinned_by=reader.name(message.pinned_by) if message.pinned_by else "",
        mentioned=not own and not is_withheld and (message.mentions_all or reader.id in message.mentions),
        removable=not message.deleted and (own or reader.role in MODERATING_ROLES),
        sent_at=message.sent_at,
        edited_at=None if is_withheld else message.edited_at,
        deleted=message.deleted,
        hidden=message.hidden,
        own=own,
        grouped=grouped,
        target=message.seq == reader.focus,
    )


def _split_author(name: str, text: str) -> tuple[str, str]:
    """Return the author's name and the rest of a system message, which begins with the name of that time."""
    return (name, text[len(name) :].strip()) if text.startswith(f"{name} ") else ("", text)
