"""The reactions shown on a message: for each emoji its count and the first 50 people who chose it.

Beyond those 50 only the rows of `chat.models.reactions` know who reacted.
"""

from collections.abc import Mapping
from typing import Any

from chat.domain.errors import TooManyReactions

LISTED_PEOPLE_MAX = 50
EMOJI_MAX = 20
"""Different emoji on one message."""

Reactions = tuple[Mapping[str, Any], ...]


def add_reaction(reactions: Reactions, emoji: str, user_id: str) -> Reactions:
    """Return the reactions with this person's, or the same object if they are listed. Raises `TooManyReactions`."""
    existing = _find(reactions, emoji)
    if existing is None:
        if len(reactions) >= EMOJI_MAX:
            raise TooManyReactions
        return (*reactions, {"emoji": emoji, "count": 1, "user_ids": [user_id]})
    if user_id in existing["user_ids"]:
        return reactions
    user_ids = [*existing["user_ids"], user_id][:LISTED_PEOPLE_MAX]
    return _replace(reactions, {"emoji": emoji, "count": existing["count"] + 1, "user_ids": user_ids})


def remove_reaction(reactions: Reactions, emoji: str, user_id: str) -> Reactions:
    """Return the reactions without this person's. The caller has made sure that they did react."""
    existing = _find(reactions, emoji)
    if existing is None:
        return reactions
    user_ids = [listed_id for listed_id in existing["user_ids"] if listed_id != user_id]
    return _replace(reactions, {"emoji": emoji, "count": existing["count"] - 1, "user_ids": user_ids})


def is_certainly_absent(reactions: Reactions, emoji: str, user_id: str) -> bool:
    """Whether everybody who chose the emoji is listed and this person is not among them."""
    existing = _find(reactions, emoji)
    return existing is None or (user_id not in existing["user_ids"] and existing["count"] == len(existing["user_ids"]))


def emoji_to_look_up(reactions: Reactions, user_id: str) -> list[str]:
    """Return the emoji for which only the stored rows can tell whether this person chose them."""
    return [
        reaction["emoji"]
        for reaction in reactions
        if reaction["count"] > len(reaction["user_ids"]) and user_id not in reaction["user_ids"]
    ]


def include_person(reactions: Reactions, emoji: str, user_id: str) -> Reactions:
    """Return the reactions with this person listed, as they themselves should see them."""
    existing = _find(reactions, emoji)
    if existing is None:
        return reactions
    return _replace(reactions, {**existing, "user_ids": [*existing["user_ids"], user_id]})


def _find(reactions: Reactions, emoji: str) -> Mapping[str, Any] | None:
    return next((reaction for reaction in reactions if reaction["emoji"] == emoji), None)


def _replace(reactions: Reactions, changed: Mapping[str, Any]) -> Reactions:
    """Put `changed` in the place of its emoji, or drop the emoji if nobody is left."""
    return tuple(
        changed if reaction["emoji"] == changed["emoji"] else reaction
        for reaction in reactions
        if reaction["emoji"] != changed["emoji"] or changed["count"] > 0
    )
