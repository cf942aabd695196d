"""A message, and the rules of writing one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from chat.domain.errors import EmptyMessage, MessageTooLong

BODY_MAX = 8_000  # Unicode code points
PREVIEW_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message before it has a place. `client_id` (a UUID) makes a retry recognisable; None for system lines."""

    conversation_id: str
    client_id: str | None
    author_id: str
    body: str
    sent_at: datetime
    reply_to: int | None = None
    kind: Literal["user", "system"] = "user"
    event: Mapping[str, Any] | None = None

    @property
    def key(self) -> tuple[str, str | None]:
        """Exactly once per author and client_id."""
        return self.author_id, self.client_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message in its place: `seq` is dense from 1 and is the order."""

    conversation_id: str
    seq: int
    client_id: str | None
    author_id: str
    body: str
    sent_at: datetime
    html: str | None = None
    edited_at: datetime | None = None
    deleted: bool = False
    hidden: bool = False
    reply_to: int | None = None
    attachments: tuple[Mapping[str, Any], ...] = ()
    mentions: tuple[str, ...] = ()
    reactions: tuple[Mapping[str, Any], ...] = ()
    pinned: bool = False
    kind: Literal["user", "system"] = "user"
    event: Mapping[str, Any] | None = None

    @property
    def key(self) -> tuple[str, str | None]:
        return self.author_id, self.client_id


def compose(
    conversation_id: str,
    author_id: str,
    *,
    body: str,
    client_id: str,
    now: datetime,
    reply_to: int | None = None,
) -> Draft:
    """Text is kept exactly as sent. Raises `EmptyMessage`, `MessageTooLong`."""
    if not body.strip():
        raise EmptyMessage
    if len(body) > BODY_MAX:
        raise MessageTooLong
    return Draft(
        conversation_id=conversation_id,
        client_id=client_id,
        author_id=author_id,
        body=body,
        sent_at=now,
        reply_to=reply_to,
    )


def system_line(conversation_id: str, actor_id: str, *, body: str, event: Mapping[str, Any], now: datetime) -> Draft:
    """A line that tells of an act: words in `body`, facts in `event`."""
    return Draft(
        conversation_id=conversation_id,
        client_id=None,
        author_id=actor_id,
        body=body,
        sent_at=now,
        kind="system",
        event=event,
    )
