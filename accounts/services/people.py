"""Find people, and ask which of them are online."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Any

from accounts import hooks
from accounts.domain import HANDLE, HANDLE_MAX, PersonNotFound, Profile, normal_handle
from accounts.models.handles import HandleItem
from accounts.models.profiles import HandleCursor, ProfileItem
from chatify.core import clock
from chatify.core.errors import Invalid


def get_person(user_id: str) -> Profile:
    """Return a person by id. Raises `PersonNotFound`. One GetItem."""
    profile = ProfileItem.profile(user_id)
    if profile is None:
        raise PersonNotFound
    return profile


def get_person_by_handle(handle: str) -> Profile:
    """Return a person by handle, also one given up less than 30 days ago. Raises `PersonNotFound`. Two GetItem."""
    row = HandleItem.find(handle) if HANDLE.fullmatch(handle) else None
    if row is None or row.has_expired(clock.now()):
        raise PersonNotFound
    return get_person(row.user_id)


def list_people(user_ids: Iterable[str]) -> list[Profile]:
    """Return the people that exist, in the order of their ids here. One BatchGetItem a hundred."""
    ids = list(dict.fromkeys(user_ids))
    profiles = ProfileItem.profiles(ids)
    return [profiles[user_id] for user_id in ids if user_id in profiles]


def find_by_prefix(prefix: str, *, limit: int, after: Any = None) -> tuple[list[Profile], Any]:
    """Return people by the start of their handle, and the cursor of the next page (None at the end). One Query.

    `after` is a cursor that a client sent: raises `Invalid` where it is none of this prefix.
    """
    start = normal_handle(prefix)
    if not 0 < len(start) <= HANDLE_MAX:
        return [], None
    return ProfileItem.starting_with(start, limit, _cursor(after, start))


def _cursor(after: Any, start: str) -> HandleCursor | None:
    match after:
        case None:
            return None
        case [str(handle), str(user_id)] if handle.startswith(start) and user_id:
            return handle, user_id
    raise Invalid({"cursor": ["Start again from the first page."]})


def online_ids(profiles: Iterable[Profile], viewer: Profile) -> AbstractSet[str]:
    """Return the ids of those whom the viewer may see online."""
    ids = [profile.id for profile in profiles]
    return hooks.registered().online(ids, viewer.id) if ids else frozenset()
