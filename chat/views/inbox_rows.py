"""Conversations as one person sees them: rows of the sidebar, and the head above the messages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.domain import FORMER_MEMBER, Profile
from chat.domain.conversations import Conversation, Kind
from chat.domain.memberships import Notify, unread_count, unread_mention_count
from chat.domain.messages import Message
from chat.services.inbox import InboxEntry
from chat.views.message_parts import message_text
from chatify.core.clock import now

HEADINGS: dict[Kind, str] = {"channel": "Channels", "group": "Groups", "direct": "Direct messages"}
CACHED_ROWS_MAX = 1_000
"""About 6 KB each. Few of a person's conversations change between two pages, and rendering a row takes 0.2 ms."""
TIME_UNITS = (("hour", 3600), ("minute", 60), ("second", 1))


@dataclass(frozen=True, kw_only=True)
class ConversationSummary:
    """One conversation as one person sees it. An empty one is what the client's `<template>` holds."""

    id: str = ""
    kind: Kind = "channel"
    public: bool = True
    title: str = ""
    topic: str = ""
    member: bool = True
    role: str = ""
    peer: Profile | None = None
    member_count: int = 0
    created_at: datetime | None = None
    activity: datetime | None = None
    epoch: str = ""
    seq: int = 0
    rev: int = 0
    read_seq: int = 0
    unread: int = 0
    mentions: int = 0
    notify: Notify = "all"
    archived: bool = False
    posting: str = "members"
    slow_seconds: int = 0
    draft: str = ""
    last: Message | None = field(default=None, repr=False)
    author: str = ""
    """The last message's author, named in the preview; empty where it is obvious."""
    is_current: bool = False
    """Whether the page shows this conversation."""

    @property
    def rendered(self) -> SafeString:
        """The conversation's row in the sidebar, as HTML."""
        return _render_cached(_CacheEntry(f"{now().date()} {self!r} {self.preview}", self))

    @property
    def url(self) -> str:
        return reverse("chat:conversation", args=[self.id]) if self.id else ""

    @property
    def label(self) -> str:
        return f"#{self.title}" if self.kind == "channel" else self.title

    @property
    def icon(self) -> str:
        if self.kind == "group":
            return "people"
        return "hash" if self.public else "lock"

    @property
    def muted(self) -> bool:
        return self.notify == "none"

    @property
    def is_prominent(self) -> bool:
        """Whether the row is shown in bold."""
        return self.mentions > 0 or (self.unread > 0 and not self.muted)

    @property
    def peer_id(self) -> str:
        return self.peer.id if self.peer else ""

    @property
    def subtitle(self) -> str:
        return (self.peer.status or f"@{self.peer.handle}") if self.peer else self.topic

    @property
    def preview(self) -> str:
        return message_text(self.last)[:120] if self.last else ""

    @property
    def closed_notice(self) -> str:
        """The sentence that says why this person cannot write here; empty where they can."""
        if self.archived:
            return "This conversation is archived. You can read it, and nobody can write."
        if self.posting == "owners" and self.role != "owner":
            return f"Only owners post in {self.label}."
        return ""

    @property
    def slow_mode_notice(self) -> str:
        """The sentence that says how often this person may write here; empty where there is no limit."""
        is_slowed = self.slow_seconds > 0 and self.role == "member"
        return f"Slow mode: one message every {duration_text(self.slow_seconds)}." if is_slowed else ""


@dataclass(frozen=True)
class _CacheEntry:
    """A summary and its key in the cache, which holds all that the row shows.

    The date belongs to the key: a row calls the time of a message by another name on the next day.
    """

    key: str
    summary: ConversationSummary = field(compare=False)


@lru_cache(CACHED_ROWS_MAX)
def _render_cached(entry: _CacheEntry) -> SafeString:
    return render_to_string("chat/_inbox_row.html", {"row": entry.summary})


forget_rows = _render_cached.cache_clear


def duration_text(seconds: int) -> str:
    """Return a duration in its largest whole unit: `minute`, `30 seconds`, `90 seconds`, `2 hours`."""
    unit, size = next((unit, size) for unit, size in TIME_UNITS if seconds % size == 0)
    count = seconds // size
    return unit if count == 1 else f"{count} {unit}s"


def conversation_summary(entry: InboxEntry, names: Mapping[str, str] | None = None) -> ConversationSummary:
    """Return a conversation as its reader sees it. `names` by user id serve the preview of the last message."""
    conversation, membership = entry.conversation, entry.membership
    return ConversationSummary(
        id=conversation.id,
        kind=conversation.kind,
        public=conversation.public,
        title=conversation_title(conversation, entry.peer),
        topic=conversation.topic,
        member=membership is not None,
        role=membership.role if membership else "",
        peer=entry.peer,
        member_count=conversation.member_count,
        created_at=conversation.created_at,
        activity=conversation.last_activity or conversation.created_at,
        epoch=conversation.epoch,
        seq=conversation.last_seq,
        rev=conversation.last_rev,
        read_seq=membership.read_seq if membership else 0,
        unread=unread_count(conversation, membership) if membership else 0,
        mentions=unread_mention_count(conversation, membership) if membership else 0,
        notify=membership.notify if membership else "all",
        archived=conversation.archived,
        posting=conversation.posting,
        slow_seconds=conversation.slow_seconds,
        draft=membership.draft if membership else "",
        last=conversation.last_message,
        author=_preview_author(entry, names or {}),
    )


def conversation_title(conversation: Conversation, peer: Profile | None) -> str:
    """Return what the conversation is called; a direct one is called after the other person."""
    if conversation.kind == "direct":
        return peer.name if peer else FORMER_MEMBER
    return conversation.name or "Unnamed group"


def _preview_author(entry: InboxEntry, names: Mapping[str, str]) -> str:
    last = entry.conversation.last_message
    if last is None or last.kind == "system":
        return ""
    if entry.membership and last.author_id == entry.membership.user_id:
        return "You"
    return "" if entry.conversation.kind == "direct" else names.get(last.author_id, "")


@dataclass(frozen=True)
class SidebarSection:
    """One heading of the sidebar with its conversations."""

    kind: Kind
    heading: str
    rows: list[ConversationSummary]


def sidebar_sections(summaries: Iterable[ConversationSummary]) -> list[SidebarSection]:
    """Return the sections of the sidebar.

    Channels and groups are sorted by name; direct conversations keep their order, which is by last activity.
    """
    by_kind: dict[Kind, list[ConversationSummary]] = {kind: [] for kind in HEADINGS}
    for summary in summaries:
        by_kind[summary.kind].append(summary)
    for kind in ("channel", "group"):
        by_kind[kind].sort(key=lambda summary: summary.title.casefold())
    return [SidebarSection(kind, HEADINGS[kind], rows) for kind, rows in by_kind.items()]
