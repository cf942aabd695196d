"""What members are told over their sockets. One file knows the wire: `chat.realtime.wire`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from accounts.domain import Profile
from chat.domain.conversations import Conversation, Head
from chat.domain.memberships import Membership
from chat.domain.messages import Message

RevisionKind = Literal["edit", "delete", "hide", "reaction", "pin", "member", "settings"]


@dataclass(frozen=True, slots=True)
class MessageCreated:
    epoch: str
    message: Message
    author: Profile | None = None
    """The author's public profile, so that a client can show the name at once."""
    via: str | None = None
    """The author's socket whose page wrote it: that one has the answer, and needs no echo."""


@dataclass(frozen=True, slots=True)
class Revised:
    """The second dense log: `message` at that rev or later, or for `member` and `settings` the conversation."""

    conversation_id: str
    epoch: str
    rev: int
    kind: RevisionKind
    seq: int | None = None
    message: Message | None = None
    conversation: Conversation | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """To the person concerned; `membership` is theirs."""

    conversation: Conversation
    membership: Membership
    peer: Profile | None = None


@dataclass(frozen=True, slots=True)
class Mine:
    """To one's own devices: role, level of notice and draft are these now."""

    membership: Membership


@dataclass(frozen=True, slots=True)
class Left:
    conversation_id: str


@dataclass(frozen=True, slots=True)
class Read:
    """To one's own other devices; keep the largest."""

    conversation_id: str
    user_id: str
    seq: int
    via: str | None = None
    """The socket whose page read it, and knows."""


@dataclass(frozen=True, slots=True)
class Typing:
    conversation_id: str
    user_id: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Presence:
    user_id: str
    online: bool


@dataclass(frozen=True, slots=True)
class HeadMoved:
    """A hint to sync."""

    conversation_id: str
    head: Head


@dataclass(frozen=True, slots=True)
class Pong:
    now: datetime
    heads: dict[str, Head]
    socket: str
    """The id of the socket that asked."""


@dataclass(frozen=True, slots=True)
class Bye:
    reason: Literal["revoked", "banned", "too_many", "drain"]


Event = MessageCreated | Revised | Joined | Mine | Left | Read | Typing | Presence | HeadMoved | Pong | Bye
