"""Blocking a person: neither can write to the other directly, add them, or see whether they are online.

Their messages stay; in conversations that both are in, each page folds them away.
"""

from collections.abc import Iterable

from accounts.domain import PersonNotFound, Profile
from accounts.models.profiles import ProfileItem
from chat.domain.conversations import direct_id
from chat.domain.errors import Blocked, TooManyBlocks
from chat.models.blocks import BlockItem
from chatify.core.errors import Invalid

BLOCKS_MAX = 1_000


def block(user: Profile, user_id: str) -> None:
    """Block somebody; repeating changes nothing. A GetItem, a Query, a transaction.

    Raises `Invalid`, `PersonNotFound`, `TooManyBlocks`.
    """
    if user_id == user.id:
        raise Invalid({"user_id": ["You can’t block yourself."]})
    if ProfileItem.profile(user_id) is None:
        raise PersonNotFound
    blocked_ids = BlockItem.blocked_by(user.id)
    if user_id in blocked_ids:
        return
    if len(blocked_ids) >= BLOCKS_MAX:
        raise TooManyBlocks
    BlockItem.block(user.id, user_id, direct_id(user.id, user_id))


def unblock(user: Profile, user_id: str) -> None:
    """Lift a block; without one nothing changes. A Query, and a transaction where there is something to do."""
    if user_id in BlockItem.blocked_by(user.id):
        BlockItem.unblock(user.id, user_id, direct_id(user.id, user_id))


def list_blocked(user: Profile, after: str | None, limit: int) -> tuple[list[Profile], str | None]:
    """Return the people this person blocked, by id, and the next cursor. A Query and a BatchGetItem."""
    rest = [user_id for user_id in BlockItem.blocked_by(user.id) if user_id > (after or "")]
    ids = rest[:limit]
    people = ProfileItem.profiles(ids)
    return [people[user_id] for user_id in ids if user_id in people], ids[-1] if len(rest) > limit else None


def check(user_id: str, others: Iterable[str]) -> None:
    """Raise `Blocked` where the person and one of the others blocked each other. One Query."""
    other_ids = set(others)
    if other_ids and BlockItem.apart_from(user_id) & other_ids:
        raise Blocked
