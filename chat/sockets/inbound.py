"""A client's frame, read without trust. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chat.domain.conversations import Head
from chat.domain.messages import SEQ_MAX

FRAME_MAX_BYTES = 32 * 1024
CURSORS_MAX = 200
"""Conversations a ping may ask about; the rest of them is not compared."""
ID_MAX = 64


@dataclass(frozen=True, slots=True)
class Ping:
    cursors: Mapping[str, Head]


@dataclass(frozen=True, slots=True)
class Typing:
    conversation_id: str


@dataclass(frozen=True, slots=True)
class Open:
    """The conversation on the screen; None for none."""

    conversation_id: str | None


@dataclass(frozen=True, slots=True)
class Hidden:
    """Whether the page is on the screen."""

    hidden: bool


Frame = Ping | Typing | Open | Hidden


def parse(text: str) -> Frame | None:
    """None for whatever is not a frame of the contract."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    match found:
        case {"type": "ping"}:
            return _ping(found.get("cursors"))
        case {"type": "typing", "conversation_id": str(conversation_id)} if _is_id(conversation_id):
            return Typing(conversation_id)
        case {"type": "open", "conversation_id": str() | None as shown} if shown is None or _is_id(shown):
            return Open(shown)
        case {"type": "hidden", "hidden": bool(hidden)}:
            return Hidden(hidden)
    return None


def _ping(cursors: Any) -> Ping | None:
    """One wrong cursor leaves the others their answer."""
    if cursors is None:
        return Ping({})
    if not isinstance(cursors, dict):
        return None
    read = ((conversation_id, _head(cursor)) for conversation_id, cursor in list(cursors.items())[:CURSORS_MAX])
    return Ping({conversation_id: head for conversation_id, head in read if head and _is_id(conversation_id)})


def _head(cursor: Any) -> Head | None:
    match cursor:
        case {"epoch": str(epoch), "seq": seq, "rev": rev} if _is_place(seq) and _is_place(rev):
            return Head(epoch, seq, rev)
    return None


def _is_place(value: Any) -> bool:
    return type(value) is int and 0 <= value <= SEQ_MAX


def _is_id(text: str) -> bool:
    return 0 < len(text) <= ID_MAX and text.isascii()
