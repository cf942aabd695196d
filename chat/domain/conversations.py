"""A conversation: its fields, its limits, and what may be asked of its settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal
from uuid import uuid4

from chat.domain.messages import Message
from chatify.core.errors import Invalid
from chatify.core.text_validation import UNSHOWN, can_be_seen, is_plain_line

Kind = Literal["direct", "group", "channel"]
Posting = Literal["members", "owners"]

NAME_MAX = 80
TOPIC_MAX = 250
MEMBERS_MAX = 5_000
ADDED_AT_ONCE_MAX = 50
PINS_MAX = 50
LARGE_ABOVE = 200
"""A conversation with more members is large: events go only to the sockets that have it open."""
HINT_INTERVAL = timedelta(seconds=15)
"""How often, at most, all members of a large conversation are told that it moved."""
ANNOUNCE_JOINS_UP_TO = 100
"""Members. Larger conversations get no system message when somebody joins or leaves."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a conversation's two dense logs. `epoch` is opaque and changes when a log was restored."""

    epoch: str
    seq: int
    rev: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation as stored. `last_seq` and `last_rev` may lag behind the logs and never run ahead of them."""

    id: str
    kind: Kind
    public: bool
    name: str | None
    topic: str
    created_at: datetime
    epoch: str
    posting: Posting = "members"
    slow_seconds: int = 0
    """A member may write at most once in so many seconds; 0 means without limit."""
    archived: bool = False
    member_count: int = 0
    last_seq: int = 0
    last_rev: int = 0
    pushed_seq: int = 0
    """The highest seq that was pushed to the members; like `last_seq` it may lag."""
    last_message: Message | None = None
    last_activity: datetime | None = None
    hinted_at: datetime | None = None
    """When all members of a large conversation were last told that it moved."""
    everybody_at: frozenset[int] = frozenset()
    """The seqs of the latest messages that mention @all."""
    pins: frozenset[int] = frozenset()
    blocked_by: frozenset[str] = frozenset()
    """In a direct conversation: the ids of those of the two who blocked the other."""

    @property
    def head(self) -> Head:
        return Head(self.epoch, self.last_seq, self.last_rev)


def direct_id(user_id: str, other_id: str) -> str:
    """Derive the id from the pair of people, so that a second direct conversation of theirs cannot exist."""
    pair = "\n".join(sorted((user_id, other_id)))
    return "d" + sha256(pair.encode()).hexdigest()[:27]


def new_id() -> str:
    """Return a random conversation id of 28 characters."""
    return uuid4().hex[:28]


def new_epoch() -> str:
    """Return a random epoch of 8 characters."""
    return uuid4().hex[:8]


def check_new(kind: Kind, *, name: str | None, topic: str, public: bool | None, others: int) -> None:
    """Check what each kind requires. `others` counts the people beside the creator. Raises `Invalid`."""
    _check_texts({"name": name, "topic": topic})
    if kind == "direct" and others != 1:
        raise Invalid({"member_ids": ["A direct conversation is with one other person."]})
    if others > ADDED_AT_ONCE_MAX:
        raise Invalid({"member_ids": [f"Add at most {ADDED_AT_ONCE_MAX} people at once."]})
    if kind == "channel" and not name:
        raise Invalid({"name": ["A channel needs a name."]})
    if public and kind != "channel":
        raise Invalid({"public": ["Only a channel can be public."]})


def effective_changes(conversation: Conversation, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of the settings that differ from the conversation's. Raises `Invalid`."""
    _check_texts(settings)
    changes = {name: value for name, value in settings.items() if getattr(conversation, name) != value}
    if conversation.kind == "channel" and "name" in changes and not changes["name"]:
        raise Invalid({"name": ["A channel needs a name."]})
    if changes.get("public") and conversation.kind != "channel":
        raise Invalid({"public": ["Only a channel can be public."]})
    return changes


def _check_texts(settings: Mapping[str, Any]) -> None:
    """Check that a name is one readable line and a topic some readable lines."""
    topic = (settings.get("topic") or "").replace("\r\n", "\n")
    lines_by_field = {"name": [settings.get("name") or ""], "topic": topic.split("\n")}
    wrong = [field for field, lines in lines_by_field.items() if any(lines) and not _are_readable(lines)]
    if wrong:
        raise Invalid({field: [UNSHOWN] for field in wrong})


def _are_readable(lines: Sequence[str]) -> bool:
    return any(map(can_be_seen, lines)) and all(map(is_plain_line, lines))


def is_hint_due(conversation: Conversation, now: datetime, *, mentions_everybody: bool) -> bool:
    """Whether a large conversation may tell all its members now: after the interval, or at once for @all."""
    if conversation.member_count <= LARGE_ABOVE:
        return False
    last = conversation.hinted_at
    return mentions_everybody or last is None or now - last >= HINT_INTERVAL
