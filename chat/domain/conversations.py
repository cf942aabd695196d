"""A conversation and the rules of its making."""

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
LARGE = 200
"""Members; in more, only sockets that have the conversation open are told at once."""
HINTED_EVERY = timedelta(seconds=15)
ANNOUNCED_UP_TO = 100  # members; larger conversations don't tell of each join and leave


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a conversation's two dense logs. `epoch` is opaque and changes when a log was restored."""

    epoch: str
    seq: int
    rev: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """`last_seq` and `last_rev` may lag behind the logs and never run ahead of them."""

    id: str
    kind: Kind
    public: bool
    name: str | None
    topic: str
    created_at: datetime
    epoch: str
    posting: Posting = "members"
    slow_seconds: int = 0
    """Members write at most once in so many seconds; 0: as often as they like."""
    archived: bool = False
    member_count: int = 0
    last_seq: int = 0
    last_rev: int = 0
    pushed_seq: int = 0
    """The highest seq that was pushed to the members; like `last_seq` it may lag."""
    last_message: Message | None = None
    last_activity: datetime | None = None
    hinted_at: datetime | None = None
    """When all members of a large one were last told that it moved."""
    everybody_at: frozenset[int] = frozenset()
    """The seqs of the latest messages to @all."""
    pins: frozenset[int] = frozenset()
    blocked_by: frozenset[str] = frozenset()
    """Of a direct conversation: who of the two blocked the other."""

    @property
    def head(self) -> Head:
        return Head(self.epoch, self.last_seq, self.last_rev)


def direct_id(one: str, other: str) -> str:
    """The pair's conversation by construction: there can be no second one."""
    pair = "\n".join(sorted((one, other)))
    return "d" + sha256(pair.encode()).hexdigest()[:27]


def new_id() -> str:
    return uuid4().hex[:28]


def new_epoch() -> str:
    return uuid4().hex[:8]


def check_new(kind: Kind, *, name: str | None, topic: str, public: bool | None, others: int) -> None:
    """What each kind asks for. `others` counts the people beside the maker. Raises `Invalid`."""
    _check_words({"name": name, "topic": topic})
    if kind == "direct" and others != 1:
        raise Invalid({"member_ids": ["A direct conversation is with one other person."]})
    if others > ADDED_AT_ONCE_MAX:
        raise Invalid({"member_ids": [f"Add at most {ADDED_AT_ONCE_MAX} people at once."]})
    if kind == "channel" and not name:
        raise Invalid({"name": ["A channel needs a name."]})
    if public and kind != "channel":
        raise Invalid({"public": ["Only a channel can be public."]})


def check_change(conversation: Conversation, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that would really change. Raises `Invalid`."""
    _check_words(wanted)
    changed = {name: value for name, value in wanted.items() if getattr(conversation, name) != value}
    if conversation.kind == "channel" and "name" in changed and not changed["name"]:
        raise Invalid({"name": ["A channel needs a name."]})
    if changed.get("public") and conversation.kind != "channel":
        raise Invalid({"public": ["Only a channel can be public."]})
    return changed


def _check_words(wanted: Mapping[str, Any]) -> None:
    """A name is one line, a topic may be several."""
    lines = {"name": [wanted.get("name") or ""], "topic": (wanted.get("topic") or "").replace("\r\n", "\n").split("\n")}
    odd = [field for field, said in lines.items() if any(said) and not _is_fit(said)]
    if odd:
        raise Invalid({field: [UNSHOWN] for field in odd})


def _is_fit(lines: Sequence[str]) -> bool:
    return any(map(can_be_seen, lines)) and all(map(is_plain_line, lines))


def told_change(name: str, value: Any) -> tuple[str, dict[str, Any]] | None:
    """The words behind the actor’s name, and the facts; None where a change of settings is not told as a line."""
    match name, value:
        case "name", _:
            said = f"renamed this to “{value}”" if value else "removed the name"
            return said, {"action": "renamed", "name": value or None}
        case "topic", "":
            return "removed the topic", {"action": "topic", "topic": ""}
        case "topic", _:
            return f"changed the topic to “{value}”", {"action": "topic", "topic": value}
        case "archived", True:
            return "archived this conversation", {"action": "archived"}
        case "archived", False:
            return "took this conversation out of the archive", {"action": "unarchived"}
    return None


def is_hint_due(conversation: Conversation, now: datetime, *, mentions_everybody: bool) -> bool:
    """In a large one: at most every 15 seconds, but whoever calls everybody is heard by everybody."""
    if conversation.member_count <= LARGE:
        return False
    last = conversation.hinted_at
    return mentions_everybody or last is None or now - last >= HINTED_EVERY
