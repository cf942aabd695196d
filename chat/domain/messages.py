"""A message, and the rules of composing, editing and deleting one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from chat.domain.errors import EmptyMessage, MessageDeleted, MessageHidden, MessageTooLong, NotAuthor
from chat.domain.mentions import Mentions
from chatify.core.errors import Forbidden, Invalid

BODY_MAX = 8_000
"""Unicode code points."""
PREVIEW_MAX = 100
"""Characters of a body that a quote or an inbox row shows."""
SEQ_MAX = 2**53 - 1
"""The largest integer that JavaScript counts exactly; no seq or rev may be above it."""
NUL_REFUSED = "A message can’t contain the NUL character."
NO_MENTIONS = Mentions()


@dataclass(frozen=True, slots=True)
class Quote:
    """What a reply shows of the message it answers, as that message is now; `body` is cut to 100 characters."""

    seq: int
    author_id: str
    body: str
    deleted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a draft and a message share. `client_id` (a UUID) identifies a retry; system messages have none."""

    conversation_id: str
    client_id: str | None
    author_id: str
    body: str
    sent_at: datetime
    html: str | None = None
    hidden: bool = False
    """A moderator hid the message, or a rule holds it for review."""
    reply_to: int | None = None
    mentions: tuple[str, ...] = ()
    mentions_all: bool = False
    kind: Literal["user", "system"] = "user"
    event: Mapping[str, Any] | None = None

    @property
    def key(self) -> tuple[str, str | None]:
        """The idempotency key: a message is stored once per author and `client_id`."""
        return self.author_id, self.client_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft(Content):
    """A message that has no seq yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Content):
    """A message in the log. `seq` counts from 1 without gaps and gives the order."""

    seq: int
    edited_at: datetime | None = None
    deleted: bool = False
    attachments: tuple[Mapping[str, Any], ...] = ()
    reactions: tuple[Mapping[str, Any], ...] = ()
    pinned_by: str | None = None
    reply: Quote | None = None
    """The quoted message, loaded where a reader needs it and never stored."""
    rev: int = 0
    """The last revision that changed the message."""

    @property
    def pinned(self) -> bool:
        return self.pinned_by is not None


NO_CONTENT: Mapping[str, Any] = {
    "body": "",
    "html": None,
    "attachments": (),
    "mentions": (),
    "mentions_all": False,
    "reactions": (),
}


def compose(
    conversation_id: str,
    author_id: str,
    *,
    body: str,
    client_id: str,
    now: datetime,
    html: str | None = None,
    mentions: Mentions = NO_MENTIONS,
    reply_to: int | None = None,
) -> Draft:
    """Make a draft that keeps the text exactly as sent. Raises `EmptyMessage`, `MessageTooLong`, `Invalid`."""
    check_body(body)
    return Draft(
        conversation_id=conversation_id,
        client_id=client_id,
        author_id=author_id,
        body=body,
        sent_at=now,
        html=html,
        mentions=mentions.user_ids,
        mentions_all=mentions.everybody,
        reply_to=reply_to,
    )


def check_body(body: str) -> None:
    """Raise `EmptyMessage`, `MessageTooLong` or `Invalid` for a body that cannot be sent."""
    if not body.strip():
        raise EmptyMessage
    if len(body) > BODY_MAX:
        raise MessageTooLong
    if "\0" in body:
        raise Invalid({"body": [NUL_REFUSED]}, NUL_REFUSED)


def edit_message(
    message: Message, editor_id: str, *, body: str, html: str | None, mentions: Mentions, now: datetime
) -> Message:
    """Return the message with a new body, or the same object if the body is the same.

    Raises `NotAuthor`, `MessageDeleted`, `MessageHidden`.
    """
    if message.kind == "system" or message.author_id != editor_id:
        raise NotAuthor
    check_not_deleted(message)
    if message.hidden:
        raise MessageHidden
    if message.body == body:
        return message
    return replace(
        message,
        body=body,
        html=html,
        mentions=mentions.user_ids,
        mentions_all=mentions.everybody,
        edited_at=now,
    )


def tombstone(message: Message, deleter_id: str, *, may_moderate: bool) -> Message:
    """Return the message without its content; seq, author and client_id stay. Raises `Forbidden`."""
    if message.kind == "system" or (message.author_id != deleter_id and not may_moderate):
        raise Forbidden
    return replace(message, **NO_CONTENT, pinned_by=None, deleted=True)


def redact_hidden(message: Message) -> Message:
    """Return what members may see: a hidden message loses its content, which only the store keeps."""
    return replace(message, **NO_CONTENT, reply=None) if message.hidden else message


def check_not_deleted(message: Message) -> None:
    """Raise `MessageDeleted` for a tombstone."""
    if message.deleted:
        raise MessageDeleted


def quote(message: Message) -> Quote:
    """Return what a reply to this message shows of it."""
    body = "" if message.hidden else message.body[:PREVIEW_MAX]
    return Quote(message.seq, message.author_id, body, message.deleted)
