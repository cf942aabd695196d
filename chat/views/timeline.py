"""A page of messages as rows: days, the New line, who spoke, and what is grouped under one name."""

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
from chat.views.inbox_rows import words
from chat.views.message_parts import Quoted, Reacted, reacted, rich

GROUPED_WITHIN = timedelta(minutes=5)
SAME_FOR_EVER = ("message", "system")
"""Kinds whose rows say nothing of today or of the page around them."""
ROWS_KEPT = 4_000
"""About 2 KB each. What many read at once, and who comes back, costs its rendering once: 0.2 ms a row."""
KEPT_LENGTH_MAX = 2_000
"""Characters said. Of longest messages as many would be more than the memory that a function has."""


class Face(NamedTuple):
    """Whose picture or initials stand beside a message."""

    id: str
    name: str
    avatar_id: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """What one template shows, whole. An empty one is what the client's `<template>` holds."""

    kind: str = "message"
    room_url: str = ""
    seq: int | None = None
    client_id: str = ""
    author_id: str = ""
    author: str = ""
    avatar_id: str = ""
    words: str = ""
    html: SafeString | None = None
    reply_to: int | None = None
    quote: Quoted | None = None
    reactions: tuple[Reacted, ...] = ()
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
        return f"{self.room_url}/{self.seq}" if self.seq else ""

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
        return " ".join(["message", *(name for name, holds in states.items() if holds)])

    @property
    def rendered(self) -> SafeString:
        is_short = len(self.html or self.words) <= KEPT_LENGTH_MAX
        return _kept(self) if is_short and self.kind in SAME_FOR_EVER else _rendered(self)


def _rendered(row: Row) -> SafeString:
    return render_to_string(f"chat/_{row.kind}.html", {"row": row})


_kept = lru_cache(ROWS_KEPT)(_rendered)
forget_rows = _kept.cache_clear


@dataclass(frozen=True)
class Timeline:
    first: int
    last: int
    has_older: bool
    has_newer: bool
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Whose eyes a page is made for. `focus` is the seq that a permalink points at."""

    id: str
    read_seq: int
    people: Mapping[str, Profile]
    room_url: str = ""
    role: Role = "member"
    focus: int | None = None

    def name(self, user_id: str) -> str:
        person = self.people.get(user_id)
        return person.name if person else FORMER_MEMBER

    def avatar_id(self, user_id: str) -> str:
        person = self.people.get(user_id)
        return (person.avatar_id or "") if person else ""


def people_of(messages: list[Message]) -> set[str]:
    """Whose names a page of messages needs: authors, who is quoted, who pinned."""
    quoted = {message.reply.author_id for message in messages if message.reply}
    pinners = {message.pinned_by for message in messages if message.pinned_by}
    return {message.author_id for message in messages} | quoted | pinners


def timeline(page: Page, reader: Reader) -> Timeline:
    messages = page.results
    first, last = (messages[0].seq, messages[-1].seq) if messages else (0, 0)
    return Timeline(first, last, page.has_older, page.has_newer, list(_rows(messages, reader)))


def _rows(messages: list[Message], reader: Reader) -> Iterator[Row]:
    previous: Message | None = None
    for message in messages:
        new_day = previous is None or previous.sent_at.date() != message.sent_at.date()
        if new_day:
            yield Row(kind="day", sent_at=message.sent_at)
        new = _opens_the_unread(message, previous, reader)
        if new:
            yield Row(kind="new_divider")
        grouped = not (new_day or new) and previous is not None and continues(message, previous)
        yield _row(message, reader, grouped=grouped)
        previous = message


def continues(message: Message, previous: Message) -> bool:
    """Said by the same person within five minutes: one name is enough. A pin stands beside the name."""
    return (
        message.kind == previous.kind == "user"
        and not message.pinned
        and message.author_id == previous.author_id
        and message.sent_at - previous.sent_at < GROUPED_WITHIN
    )


def _opens_the_unread(message: Message, previous: Message | None, reader: Reader) -> bool:
    # Not above everything: with nothing read yet, all is new and the line would say nothing.
    if previous is None or message.author_id == reader.id:
        return False
    return previous.seq <= reader.read_seq < message.seq


def _row(message: Message, reader: Reader, *, grouped: bool) -> Row:
    return _line(message, reader) if message.kind == "system" else _said(message, reader, grouped=grouped)


def _line(message: Message, reader: Reader) -> Row:
    name, said = _split(reader.name(message.author_id), words(message))
    return Row(
        kind="system",
        room_url=reader.room_url,
        seq=message.seq,
        author_id=message.author_id,
        author=name,
        words=said,
        sent_at=message.sent_at,
        target=message.seq == reader.focus,
    )


def _said(message: Message, reader: Reader, *, grouped: bool) -> Row:
    own = message.author_id == reader.id
    gone = message.deleted or message.hidden
    quoted = message.reply
    return Row(
        room_url=reader.room_url,
        seq=message.seq,
        client_id=(message.client_id or "") if own else "",
        author_id=message.author_id,
        author=reader.name(message.author_id),
        avatar_id=reader.avatar_id(message.author_id),
        words=words(message),
        html=None if gone else rich(message.html, reader.id),
        reply_to=message.reply_to,
        quote=Quoted.of(quoted, reader.name(quoted.author_id)) if quoted else None,
        reactions=() if gone else reacted(message.reactions, reader.id),
        pinned=message.pinned,
        pinned_by=reader.name(message.pinned_by) if message.pinned_by else "",
        mentioned=not own and not gone and (message.mentions_all or reader.id in message.mentions),
        removable=not message.deleted and (own or reader.role in MODERATING_ROLES),
        sent_at=message.sent_at,
        edited_at=None if gone else message.edited_at,
        deleted=message.deleted,
        hidden=message.hidden,
        own=own,
        grouped=grouped,
        target=message.seq == reader.focus,
    )


def _split(name: str, said: str) -> tuple[str, str]:
    """A system line begins with its actor's name, as it was then."""
    return (name, said[len(name) :].strip()) if said.startswith(f"{name} ") else ("", said)
