"""The one file that knows the wire: what the contract promises, as plain dicts, the same over REST and sockets."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import singledispatch
from typing import Any

from accounts import wire as people
from accounts.domain import Profile
from chat.domain import events
from chat.domain.conversations import Conversation, Head
from chat.domain.invites import Invite
from chat.domain.memberships import Membership, Role, mentions, unread
from chat.domain.messages import Message, Quote, veiled
from chat.models.versions import Version
from chatify.core.clock import now, rfc3339

Json = dict[str, Any]

VERSION = 1
PUSH_MAX_BYTES = 100 * 1024
REACTION_USERS_MAX = 50
_to_json = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def encode(event: events.Event) -> str:
    """Compact JSON. A push over 100 KB becomes a `head`: the gateway refuses 128 KB, and a client can sync."""
    text = _to_json(frame(event))
    # A code point has at most 4 bytes: only long texts need to be encoded to be measured.
    if len(text) * 4 <= PUSH_MAX_BYTES or len(text.encode()) <= PUSH_MAX_BYTES:
        return text
    return _to_json(frame(_shrunk(event)))


def _shrunk(event: events.Event) -> events.Event:
    """The log an event doesn't speak of is at 0, which is never news to a client."""
    match event:
        case events.MessageCreated(epoch, message):
            return events.HeadMoved(message.conversation_id, Head(epoch, message.seq, 0))
        case events.Revised(conversation_id, epoch, rev):
            return events.HeadMoved(conversation_id, Head(epoch, 0, rev))
        case events.Pong():
            return replace(event, heads={})
    return event


def frame(event: events.Event) -> Json:
    """What a socket is told: `v`, `type`, then the event's own fields."""
    kind, fields = _fields(event)
    return {"v": VERSION, "type": kind, **fields}


@singledispatch
def _fields(event: Any) -> tuple[str, Json]:
    raise TypeError(f"{type(event).__name__} has no place on the wire.")


@_fields.register
def _(event: events.MessageCreated) -> tuple[str, Json]:
    said = event.message
    fields: Json = {"conversation_id": said.conversation_id, "epoch": event.epoch, "message": message(said)}
    if event.author is not None:
        fields["author"] = people.public(event.author, online=True)  # Somebody who writes is there.
    return "message.created", fields


@_fields.register
def _(event: events.Revised) -> tuple[str, Json]:
    return "message.revised", {"conversation_id": event.conversation_id, "epoch": event.epoch, **revision(event)}


@_fields.register
def _(event: events.Joined) -> tuple[str, Json]:
    entered = conversation(event.conversation, event.membership, event.peer)
    last = event.conversation.last_message
    entered["last_message"] = message(last) if last else None  # Without `mine`, as everything on the socket.
    return "conversation.joined", {"conversation_id": event.conversation.id, "conversation": entered}


@_fields.register
def _(event: events.Mine) -> tuple[str, Json]:
    mine = event.membership
    shown = {"role": mine.role, "notify": mine.notify, "draft": mine.draft}
    return "conversation.mine", {"conversation_id": mine.conversation_id, "me": shown}


@_fields.register
def _(event: events.Left) -> tuple[str, Json]:
    return "conversation.left", {"conversation_id": event.conversation_id, "id": event.conversation_id}


@_fields.register
def _(event: events.Read) -> tuple[str, Json]:
    return "read", {"conversation_id": event.conversation_id, "user_id": event.user_id, "seq": event.seq}


@_fields.register
def _(event: events.Typing) -> tuple[str, Json]:
    seconds = max(0, round((event.expires_at - now()).total_seconds()))
    return "typing", {"conversation_id": event.conversation_id, "user_id": event.user_id, "expires_in": seconds}


@_fields.register
def _(event: events.Presence) -> tuple[str, Json]:
    return "presence", {"user_id": event.user_id, "online": event.online}


@_fields.register
def _(event: events.HeadMoved) -> tuple[str, Json]:
    return "head", {"conversation_id": event.conversation_id, **head(event.head)}


@_fields.register
def _(event: events.Pong) -> tuple[str, Json]:
    heads = {key: head(one) for key, one in event.heads.items()}
    return "pong", {"now": rfc3339(event.now), "heads": heads, "socket": event.socket}


@_fields.register
def _(event: events.Bye) -> tuple[str, Json]:
    return "bye", {"reason": event.reason}


def message(said: Message, viewer_id: str | None = None) -> Json:
    """With `viewer_id` (REST), reactions say whether they are `mine`; the socket's `user_ids` tell."""
    said = veiled(said)
    return {
        "conversation_id": said.conversation_id,
        "seq": said.seq,
        "client_id": said.client_id,
        "author_id": said.author_id,
        "body": said.body,
        "html": said.html,
        "sent_at": rfc3339(said.sent_at),
        "edited_at": rfc3339(said.edited_at) if said.edited_at else None,
        "deleted": said.deleted,
        "hidden": said.hidden,
        "reply_to": said.reply_to,
        "reply": _quote(said.reply) if said.reply else None,
        "attachments": [dict(one) for one in said.attachments],
        "mentions": list(said.mentions),
        "mentions_all": said.mentions_all,
        "reactions": [_reaction(one, viewer_id) for one in said.reactions],
        "pinned": said.pinned,
        "pinned_by": said.pinned_by,
        "kind": said.kind,
        "event": dict(said.event) if said.event else None,
    }


def invite(open_one: Invite) -> Json:
    return {
        "id": open_one.id,
        "created_by": open_one.created_by,
        "created_at": rfc3339(open_one.created_at),
        "expires_at": rfc3339(open_one.expires_at),
        "max_uses": open_one.max_uses,
        "uses": open_one.uses,
    }


def version(earlier: Version) -> Json:
    return {"body": earlier.body, "html": earlier.html, "written_at": rfc3339(earlier.written_at)}


def _quote(quoted: Quote) -> Json:
    return {"seq": quoted.seq, "author_id": quoted.author_id, "body": quoted.body, "deleted": quoted.deleted}


def messages(said: Iterable[Message], viewer_id: str | None = None) -> list[Json]:
    return [message(one, viewer_id) for one in said]


def _reaction(stored: Mapping[str, Any], viewer_id: str | None) -> Json:
    user_ids = list(stored["user_ids"])
    shown = {"emoji": stored["emoji"], "count": stored["count"], "user_ids": user_ids[:REACTION_USERS_MAX]}
    return shown if viewer_id is None else {**shown, "mine": viewer_id in user_ids}


def conversation(room: Conversation, membership: Membership | None = None, peer: Profile | None = None) -> Json:
    """As one member sees it. Without a membership, a public channel from outside: `me` and `last_message` null."""
    last = room.last_message if membership else None
    shown = {
        **shared_conversation(room),
        "created_at": rfc3339(room.created_at),
        "last_seq": room.last_seq,
        "last_rev": room.last_rev,
        "epoch": room.epoch,
        "last_message": message(last, membership.user_id) if last and membership else None,
        "me": _me(room, membership) if membership else None,
    }
    return shown if peer is None else {**shown, "peer": people.public(peer)}


def shared_conversation(room: Conversation) -> Json:
    """What is the same for all its members."""
    return {
        "id": room.id,
        "kind": room.kind,
        "public": room.public,
        "name": room.name,
        "topic": room.topic,
        "posting": room.posting,
        "slow_mode": room.slow_seconds,
        "archived": room.archived,
        "member_count": room.member_count,
    }


def _me(room: Conversation, membership: Membership) -> Json:
    return {
        "role": membership.role,
        "read_seq": membership.read_seq,
        "unread": unread(room, membership),
        "mentions": mentions(room, membership),
        "notify": membership.notify,
        "draft": membership.draft,
    }


def member(profile: Profile, role: Role, *, online: bool = False) -> Json:
    return {"user": people.public(profile, online=online), "role": role}


def head(end: Head) -> Json:
    return {"epoch": end.epoch, "seq": end.seq, "rev": end.rev}


def revision(revised: events.Revised, viewer_id: str | None = None) -> Json:
    """A row of `sync`, and the body of `message.revised`."""
    said, room = revised.message, revised.conversation
    return {
        "rev": revised.rev,
        "kind": revised.kind,
        "seq": revised.seq,
        "message": message(said, viewer_id) if said else None,
        "conversation": shared_conversation(room) if room else None,
    }
