"""How a conversation is called and marked, in the sidebar and above its messages."""

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
from chatify.core.clock import now

HEADINGS: dict[Kind, str] = {"channel": "Channels", "group": "Groups", "direct": "Direct messages"}
DELETED = "This message was deleted"
HIDDEN = "Hidden by a moderator"
ROWS_KEPT = 1_000
"""About 6 KB each. Of somebody's twenty conversations few change between two pages, and a row takes 0.2 ms."""
UNITS = (("hour", 3600), ("minute", 60), ("second", 1))


@dataclass(frozen=True, kw_only=True)
class Room:
    """One conversation as one person sees it."""

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
    """Who said the last thing, where that isn't plain."""
    here: bool = False
    """Whether it is the one on the page."""

    @property
    def rendered(self) -> SafeString:
        """Its row of the sidebar."""
        return _kept(_Row(f"{now().date()} {self!r} {self.preview}", self))

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
    def loud(self) -> bool:
        """Whether its row stands out."""
        return self.mentions > 0 or (self.unread > 0 and not self.muted)

    @property
    def peer_id(self) -> str:
        return self.peer.id if self.peer else ""

    @property
    def subtitle(self) -> str:
        return (self.peer.status or f"@{self.peer.handle}") if self.peer else self.topic

    @property
    def preview(self) -> str:
        return words(self.last)[:120] if self.last else ""

    @property
    def closed(self) -> str:
        """Why nobody like this person can write here, as a sentence; empty where they can."""
        if self.archived:
            return "This conversation is archived. You can read it, and nobody can write."
        if self.posting == "owners" and self.role != "owner":
            return f"Only owners post in {self.label}."
        return ""

    @property
    def pace(self) -> str:
        """How often somebody like this person may write here, as a sentence; empty where as often as they like."""
        return f"Slow mode: one message every {span(self.slow_seconds)}." if self._slowed else ""

    @property
    def _slowed(self) -> bool:
        return self.slow_seconds > 0 and self.role == "member"


@dataclass(frozen=True)
class _Row:
    """Told apart by all that a row says; a time of yesterday says something else today."""

    said: str
    room: Room = field(compare=False)


@lru_cache(ROWS_KEPT)
def _kept(row: _Row) -> SafeString:
    return render_to_string("chat/_inbox_row.html", {"row": row.room})


forget_rows = _kept.cache_clear


def span(seconds: int) -> str:
    """`minute`, `30 seconds`, `90 seconds`, `2 hours`: in the largest unit that comes out even."""
    unit, size = next((unit, size) for unit, size in UNITS if seconds % size == 0)
    count = seconds // size
    return unit if count == 1 else f"{count} {unit}s"


def words(message: Message) -> str:
    if message.deleted:
        return DELETED
    return HIDDEN if message.hidden else message.body


def room(entry: InboxEntry, names: Mapping[str, str] | None = None) -> Room:
    """`names` are the known people's by user id, for the preview."""
    conversation, mine = entry.conversation, entry.membership
    return Room(
        id=conversation.id,
        kind=conversation.kind,
        public=conversation.public,
        title=title(conversation, entry.peer),
        topic=conversation.topic,
        member=mine is not None,
        role=mine.role if mine else "",
        peer=entry.peer,
        member_count=conversation.member_count,
        created_at=conversation.created_at,
        activity=conversation.last_activity or conversation.created_at,
        epoch=conversation.epoch,
        seq=conversation.last_seq,
        rev=conversation.last_rev,
        read_seq=mine.read_seq if mine else 0,
        unread=unread_count(conversation, mine) if mine else 0,
        mentions=unread_mention_count(conversation, mine) if mine else 0,
        notify=mine.notify if mine else "all",
        archived=conversation.archived,
        posting=conversation.posting,
        slow_seconds=conversation.slow_seconds,
        draft=mine.draft if mine else "",
        last=conversation.last_message,
        author=_speaker(entry, names or {}),
    )


def title(conversation: Conversation, peer: Profile | None) -> str:
    if conversation.kind == "direct":
        return peer.name if peer else FORMER_MEMBER
    return conversation.name or "Unnamed group"


def _speaker(entry: InboxEntry, names: Mapping[str, str]) -> str:
    last = entry.conversation.last_message
    if last is None or last.kind == "system":
        return ""
    if entry.membership and last.author_id == entry.membership.user_id:
        return "You"
    return "" if entry.conversation.kind == "direct" else names.get(last.author_id, "")


@dataclass(frozen=True)
class List:
    """One heading of the sidebar with its conversations."""

    kind: Kind
    heading: str
    rows: list[Room]


def lists(rooms: Iterable[Room]) -> list[List]:
    """Channels and groups by name, direct ones by last activity (the order they come in)."""
    by_kind: dict[Kind, list[Room]] = {kind: [] for kind in HEADINGS}
    for found in rooms:
        by_kind[found.kind].append(found)
    for kind in ("channel", "group"):
        by_kind[kind].sort(key=lambda found: found.title.casefold())
    return [List(kind, HEADINGS[kind], rows) for kind, rows in by_kind.items()]
