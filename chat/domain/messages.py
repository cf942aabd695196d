"""A message, and the rules of writing one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from chat.domain.errors import EmptyMessage, MessageDeleted, MessageHidden, MessageTooLong, NotAuthor
from chat.domain.mentions import Called
from chatify.core.errors import Forbidden, Invalid

BODY_MAX = 8_000  # Unicode code points
NUL = "A message can’t hold the character NUL."
PREVIEW_MAX = 100
NOBODY = Called()


@dataclass(frozen=True, slots=True)
class Quote:
    """What a reply shows of the message it answers, as that is now; `body` cut to 100 characters."""

    seq: int
    author_id: str
    body: str
    deleted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message before it has a place. `client_id` (a UUID) makes a retry recognisable; None for system lines."""

    conversation_id: str
    client_id: str | None
    author_id: str
    body: str
    sent_at: datetime
    html: str | None = None
    mentions: tuple[str, ...] = ()
    mentions_all: bool = False
    reply_to: int | None = None
    hidden: bool = False
    """Held for review from the start."""
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
    mentions_all: bool = False
    reactions: tuple[Mapping[str, Any], ...] = ()
    pinned_by: str | None = None
    kind: Literal["user", "system"] = "user"
    event: Mapping[str, Any] | None = None
    reply: Quote | None = None
    """Read beside it where somebody asks for it; never stored."""
    rev: int = 0
    """The last revision that changed it."""

    @property
    def pinned(self) -> bool:
        return self.pinned_by is not None

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
    html: str | None = None,
    called: Called = NOBODY,
    reply_to: int | None = None,
) -> Draft:
    """Text is kept exactly as sent. Raises `EmptyMessage`, `MessageTooLong`."""
    check_body(body)
    return Draft(
        conversation_id=conversation_id,
        client_id=client_id,
        author_id=author_id,
        body=body,
        sent_at=now,
        html=html,
        mentions=called.user_ids,
        mentions_all=called.everybody,
        reply_to=reply_to,
    )


def check_body(body: str) -> None:
    """Raises `EmptyMessage`, `MessageTooLong`, `Invalid`."""
    if not body.strip():
        raise EmptyMessage
    if len(body) > BODY_MAX:
        raise MessageTooLong
    if "\0" in body:
        raise Invalid({"body": [NUL]}, NUL)


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


def edited(message: Message, by: str, *, body: str, html: str | None, called: Called, now: datetime) -> Message:
    """The same body again changes nothing. Raises `NotAuthor`, `MessageDeleted`."""
    if message.kind == "system" or message.author_id != by:
        raise NotAuthor
    check_is_there(message)
    if message.hidden:
        raise MessageHidden
    if message.body == body:
        return message
    return replace(
        message,
        body=body,
        html=html,
        mentions=called.user_ids,
        mentions_all=called.everybody,
        edited_at=now,
    )


def tombstone(message: Message, by: str, *, may_moderate: bool) -> Message:
    """It keeps its place, author and client_id, and nothing of what it said. Raises `Forbidden`."""
    if message.kind == "system" or (message.author_id != by and not may_moderate):
        raise Forbidden
    return replace(
        message,
        body="",
        html=None,
        attachments=(),
        mentions=(),
        mentions_all=False,
        reactions=(),
        pinned_by=None,
        deleted=True,
    )


def veiled(message: Message) -> Message:
    """For everybody's eyes: of what a moderator has hidden only its place. The store keeps the words, to unhide it."""
    if not message.hidden:
        return message
    return replace(
        message, body="", html=None, attachments=(), mentions=(), mentions_all=False, reactions=(), reply=None
    )


def check_is_there(message: Message) -> None:
    """Raises `MessageDeleted`."""
    if message.deleted:
        raise MessageDeleted


def quote(message: Message) -> Quote:
    words = "" if message.hidden else message.body[:PREVIEW_MAX]
    return Quote(message.seq, message.author_id, words, message.deleted)
