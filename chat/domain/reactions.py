"""Reactions beside a message: for each emoji its count and the first people who chose it. Pure."""

from collections.abc import Mapping
from typing import Any

from chat.domain.errors import TooManyReactions

NAMED_MAX = 50
DIFFERENT_MAX = 20

Reactions = tuple[Mapping[str, Any], ...]


def added(reactions: Reactions, emoji: str, user_id: str) -> Reactions:
    """In the order of their first use. Nothing new where this person is named already. Raises `TooManyReactions`."""
    held = _of(reactions, emoji)
    if held is None:
        if len(reactions) >= DIFFERENT_MAX:
            raise TooManyReactions
        return (*reactions, {"emoji": emoji, "count": 1, "user_ids": [user_id]})
    if user_id in held["user_ids"]:
        return reactions
    named = [*held["user_ids"], user_id][:NAMED_MAX]
    return _with(reactions, {"emoji": emoji, "count": held["count"] + 1, "user_ids": named})


def removed(reactions: Reactions, emoji: str, user_id: str) -> Reactions:
    """The caller knows that this person did react: beyond the first fifty nothing here tells."""
    held = _of(reactions, emoji)
    if held is None:
        return reactions
    named = [one for one in held["user_ids"] if one != user_id]
    return _with(reactions, {"emoji": emoji, "count": held["count"] - 1, "user_ids": named})


def surely_absent(reactions: Reactions, emoji: str, user_id: str) -> bool:
    """True where all who chose it are named, and this person is not among them."""
    held = _of(reactions, emoji)
    return held is None or (user_id not in held["user_ids"] and held["count"] == len(held["user_ids"]))


def unsure(reactions: Reactions, user_id: str) -> list[str]:
    """Emoji where only the stored rows can tell whether this person chose it."""
    return [
        held["emoji"] for held in reactions if held["count"] > len(held["user_ids"]) and user_id not in held["user_ids"]
    ]


def naming(reactions: Reactions, emoji: str, user_id: str) -> Reactions:
    """With this person among those named, for their own eyes."""
    held = _of(reactions, emoji)
    return reactions if held is None else _with(reactions, {**held, "user_ids": [*held["user_ids"], user_id]})


def _of(reactions: Reactions, emoji: str) -> Mapping[str, Any] | None:
    return next((held for held in reactions if held["emoji"] == emoji), None)


def _with(reactions: Reactions, changed: Mapping[str, Any]) -> Reactions:
    return tuple(
        changed if held["emoji"] == changed["emoji"] else held
        for held in reactions
        if held["emoji"] != changed["emoji"] or changed["count"] > 0
    )
