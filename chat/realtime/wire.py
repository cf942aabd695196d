"""The wire format: what the contract promises, as plain dicts, the same over REST and sockets.

Names of fields are contract. A field of the `Message` dataclass is on the wire unless `NOT_ON_THE_WIRE` names it; the
golden frames in tests/frames fail where that was not intended.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields, replace
from functools import singledispatch
from operator import attrgetter
from typing import Any

from accounts import wire as people
from accounts.domain import Profile
from chat.domain import events
from chat.domain.conversations import Conversation, Head
from chat.domain.invites import Invite
from chat.domain.memberships import Membership, Role, unread_count, unread_mention_count
from chat.domain.messages import Message, redact_hidden
from chat.domain.reactions import LISTED_PEOPLE_MAX
from chat.models.versions import Version
from chatify.core.clock import now, rfc3339

Json = dict[str, Any]

VERSION = 1
PUSH_MAX_BYTES = 100 * 1024
NOT_ON_THE_WIRE = {"rev"}
MESSAGE_FIELDS = ("pinned", *(field.name for field in fields(Message) if field.name not in NOT_ON_THE_WIRE))
_message_values = attrgetter(*MESSAGE_FIELDS)
_to_json = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def encode(event: events.Event) -> str:
    """Return the event as compact JSON.

    A push over 100 KB becomes a `head`, which makes the client sync, because the gateway refuses more than 128 KB.
    """
    text = _to_json(frame(event))
    # A code point has at most 4 bytes, so only long texts must be encoded to be measured.
    if len(text) * 4 <= PUSH_MAX_BYTES or len(text.encode()) <= PUSH_MAX_BYTES:
        return text
    return _to_json(frame(_shrink(event)))


def _shrink(event: events.Event) -> events.Event:
    """Replace the content by a head; the log that the event is not about stands at 0, which is never news."""
    match event:
        case events.MessageCreated(epoch, message):
            return events.HeadMoved(message.conversation_id, Head(epoch, message.seq, 0))
        case events.Revised(conversation_id, epoch, rev):
            return events.HeadMoved(conversation_id, Head(epoch, 0, rev))
        case events.Pong():
            return replace(event, heads={})
    return event


def frame(event: events.Event) -> Json:
    """Return the frame that a socket gets: `v`, `type`, then the event's own fields."""
    kind, content = _content(event)
    return {"v": VERSION, "type": kind, **content}


@singledispatch
def _content(event: Any) -> tuple[str, Json]:
    """Return the type and the fields of an event's frame."""
    raise TypeError(f"{type(event).__name__} has no frame.")


@_content.register
def _(event: events.MessageCreated) -> tuple[str, Json]:
    created = event.message
    content: Json = {"conversation_id": created.conversation_id, "epoch": event.epoch, "message": message(created)}
    if event.author is not None:
        content["author"] = people.public(event.author, online=True)  # Whoever writes is online.
    return "message.created", content


@_content.register
def _(event: events.Revised) -> tuple[str, Json]:
    return "message.revised", {"conversation_id": event.conversation_id, "epoch": event.epoch, **revision(event)}


@_content.register
def _(event: events.Joined) -> tuple[str, Json]:
    joined = conversation(event.conversation, event.membership, event.peer)
    last_message = event.conversation.last_message
    joined["last_message"] = message(last_message) if last_message else None  # No `mine`, as always on the socket.
    return "conversation.joined", {"conversation_id": event.conversation.id, "conversation": joined}


@_content.register
def _(event: events.MembershipUpdated) -> tuple[str, Json]:
    membership = event.membership
    me = {"role": membership.role, "notify": membership.notify, "draft": membership.draft}
    return "conversation.mine", {"conversation_id": membership.conversation_id, "me": me}


@_content.register
def _(event: events.Left) -> tuple[str, Json]:
    return "conversation.left", {"conversation_id": event.conversation_id, "id": event.conversation_id}


@_content.register
def _(event: events.Read) -> tuple[str, Json]:
    return "read", {"conversation_id": event.conversation_id, "user_id": event.user_id, "seq": event.seq}


@_content.register
def _(event: events.Typing) -> tuple[str, Json]:
    seconds = max(0, round((event.expires_at - now()).total_seconds()))
    return "typing", {"conversation_id": event.conversation_id, "user_id": event.user_id, "expires_in": seconds}


@_content.register
def _(event: events.Presence) -> tuple[str, Json]:
    return "presence", {"user_id": event.user_id, "online": event.online}


@_content.register
def _(event: events.HeadMoved) -> tuple[str, Json]:
    return "head", {"conversation_id": event.conversation_id, **head(event.head)}


@_content.register
def _(event: events.Pong) -> tuple[str, Json]:
    heads = {conversation_id: head(end) for conversation_id, end in event.heads.items()}
    return "pong", {"now": rfc3339(event.now), "heads": heads, "socket": event.socket}


@_content.register
def _(event: events.Bye) -> tuple[str, Json]:
    return "bye", {"reason": event.reason}


def message(stored: Message, viewer_id: str | None = None) -> Json:
    """Return a message. With `viewer_id` (REST only) each reaction says whether it is `mine`."""
    visible = redact_hidden(stored)
    shown = dict(zip(MESSAGE_FIELDS, _message_values(visible), strict=True))
    shown["sent_at"] = rfc3339(visible.sent_at)
    shown["edited_at"] = rfc3339(visible.edited_at) if visible.edited_at else None
    shown["reply"] = asdict(visible.reply) if visible.reply else None
    shown["attachments"] = list(visible.attachments)
    shown["mentions"] = list(visible.mentions)
    shown["reactions"] = [_reaction(reaction, viewer_id) for reaction in visible.reactions]
    shown["event"] = dict(visible.event) if visible.event else None
    return shown


def messages(stored: Iterable[Message], viewer_id: str | None = None) -> list[Json]:
    """Return a list of messages, each as `message` does."""
    return [message(single, viewer_id) for single in stored]


def _reaction(stored: Mapping[str, Any], viewer_id: str | None) -> Json:
    user_ids = list(stored["user_ids"])
    reaction = {"emoji": stored["emoji"], "count": stored["count"], "user_ids": user_ids[:LISTED_PEOPLE_MAX]}
    return reaction if viewer_id is None else {**reaction, "mine": viewer_id in user_ids}


def version(earlier: Version) -> Json:
    """Return an earlier version of an edited message."""
    return {"body": earlier.body, "html": earlier.html, "written_at": rfc3339(earlier.written_at)}


def invite(stored: Invite) -> Json:
    """Return an invite as its managers see it."""
    return {
        "id": stored.id,
        "created_by": stored.created_by,
        "created_at": rfc3339(stored.created_at),
        "expires_at": rfc3339(stored.expires_at),
        "max_uses": stored.max_uses,
        "uses": stored.uses,
    }


def conversation(stored: Conversation, membership: Membership | None = None, peer: Profile | None = None) -> Json:
    """Return a conversation as one member sees it.

    Without a membership it is a public channel seen from outside: `me` and `last_message` are null.
    """
    last_message = stored.last_message if membership else None
    shown = {
        **shared_conversation(stored),
        "created_at": rfc3339(stored.created_at),
        "last_seq": stored.last_seq,
        "last_rev": stored.last_rev,
        "epoch": stored.epoch,
        "last_message": message(last_message, membership.user_id) if last_message and membership else None,
        "me": _me(stored, membership) if membership else None,
    }
    return shown if peer is None else {**shown, "peer": people.public(peer)}


def shared_conversation(stored: Conversation) -> Json:
    """Return the part of a conversation that is the same for all its members."""
    return {
        "id": stored.id,
        "kind": stored.kind,
        "public": stored.public,
        "name": stored.name,
        "topic": stored.topic,
        "posting": stored.posting,
        "slow_mode": stored.slow_seconds,
        "archived": stored.archived,
        "member_count": stored.member_count,
    }


def _me(stored: Conversation, membership: Membership) -> Json:
    return {
        "role": membership.role,
        "read_seq": membership.read_seq,
        "unread": unread_count(stored, membership),
        "mentions": unread_mention_count(stored, membership),
        "notify": membership.notify,
        "draft": membership.draft,
    }


def member(profile: Profile, role: Role, *, online: bool = False) -> Json:
    """Return a row of a conversation's member list."""
    return {"user": people.public(profile, online=online), "role": role}


def head(end: Head) -> Json:
    """Return the end of a conversation's logs."""
    return {"epoch": end.epoch, "seq": end.seq, "rev": end.rev}


def revision(revised: events.Revised, viewer_id: str | None = None) -> Json:
    """Return a row of `sync`, which is also the body of `message.revised`."""
    return {
        "rev": revised.rev,
        "kind": revised.kind,
        "seq": revised.seq,
        "message": message(revised.message, viewer_id) if revised.message else None,
        "conversation": shared_conversation(revised.conversation) if revised.conversation else None,
    }
