"""The events that members get over their sockets. Only `chat.realtime.wire` knows how they look on the wire."""

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
    origin_socket_id: str | None = None
    """The socket of the page that wrote the message. That page has the response and needs no echo."""


@dataclass(frozen=True, slots=True)
class Revised:
    """An entry of the second dense log.

    It carries the message as it is at this rev or later; for `member` and `settings` it carries the conversation.
    """

    conversation_id: str
    epoch: str
    rev: int
    kind: RevisionKind
    seq: int | None = None
    message: Message | None = None
    conversation: Conversation | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """Tells a person that they are in a conversation now; the membership is theirs."""

    conversation: Conversation
    membership: Membership
    peer: Profile | None = None


@dataclass(frozen=True, slots=True)
class MembershipUpdated:
    """Tells a person's own devices their new role, notification level and draft."""

    membership: Membership


@dataclass(frozen=True, slots=True)
class Left:
    conversation_id: str


@dataclass(frozen=True, slots=True)
class Read:
    """Tells a person's other devices how far they have read; the largest seq counts."""

    conversation_id: str
    user_id: str
    seq: int
    origin_socket_id: str | None = None
    """The socket of the page that read the messages and needs no echo."""


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
    """A hint that the client should sync."""

    conversation_id: str
    head: Head


@dataclass(frozen=True, slots=True)
class Pong:
    now: datetime
    heads: dict[str, Head]
    socket: str
    """The id of the socket that sent the ping."""


@dataclass(frozen=True, slots=True)
class Bye:
    reason: Literal["revoked", "banned", "too_many", "drain"]


Event = MessageCreated | Revised | Joined | MembershipUpdated | Left | Read | Typing | Presence | HeadMoved | Pong | Bye
