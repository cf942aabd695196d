"""A client's frame, parsed without trusting it. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chat.domain.conversations import Head
from chat.domain.messages import SEQ_MAX

FRAME_MAX_BYTES = 32 * 1024
CURSORS_MAX = 200
"""Conversations that a ping may ask about; those beyond are ignored."""
ID_MAX = 64


@dataclass(frozen=True, slots=True)
class Ping:
    cursors: Mapping[str, Head]


@dataclass(frozen=True, slots=True)
class Typing:
    conversation_id: str


@dataclass(frozen=True, slots=True)
class Open:
    """The conversation on the screen, or None."""

    conversation_id: str | None


@dataclass(frozen=True, slots=True)
class Hidden:
    """Whether the page is hidden from the screen."""

    hidden: bool


Frame = Ping | Typing | Open | Hidden


def parse(text: str) -> Frame | None:
    """Return the frame, or None if the text is no frame of the contract."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    match value:
        case {"type": "ping"}:
            return _ping(value.get("cursors"))
        case {"type": "typing", "conversation_id": str(conversation_id)} if _is_id(conversation_id):
            return Typing(conversation_id)
        case {"type": "open", "conversation_id": str() | None as conversation_id} if conversation_id is None or _is_id(
            conversation_id
        ):
            return Open(conversation_id)
        case {"type": "hidden", "hidden": bool(hidden)}:
            return Hidden(hidden)
    return None


def _ping(cursors: Any) -> Ping | None:
    """Return the ping with its valid cursors. A wrong cursor does not spoil the others."""
    if cursors is None:
        return Ping({})
    if not isinstance(cursors, dict):
        return None
    heads = ((conversation_id, _head(cursor)) for conversation_id, cursor in list(cursors.items())[:CURSORS_MAX])
    return Ping({conversation_id: head for conversation_id, head in heads if head and _is_id(conversation_id)})


def _head(cursor: Any) -> Head | None:
    match cursor:
        case {"epoch": str(epoch), "seq": seq, "rev": rev} if _is_position(seq) and _is_position(rev):
            return Head(epoch, seq, rev)
    return None


def _is_position(value: Any) -> bool:
    return type(value) is int and 0 <= value <= SEQ_MAX


def _is_id(text: str) -> bool:
    return 0 < len(text) <= ID_MAX and text.isascii()
