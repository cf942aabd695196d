"""Find people, and who of them is online."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.domain import HANDLE, HANDLE_MAX, PersonNotFound, Profile, normal_handle
from accounts.models.handles import HandleItem
from accounts.models.profiles import Place, ProfileItem
from chatify.core import clock
from chatify.core.errors import Invalid


def one(user_id: str) -> Profile:
    """Raises `PersonNotFound`. One GetItem."""
    found = ProfileItem.profile(user_id)
    if found is None:
        raise PersonNotFound
    return found


def named(handle: str) -> Profile:
    """Also by a handle that they gave up less than 30 days ago. Raises `PersonNotFound`. Two GetItem."""
    found = HandleItem.find(handle) if HANDLE.fullmatch(handle) else None
    if found is None or found.has_expired(clock.now()):
        raise PersonNotFound
    return one(found.user_id)


def many(user_ids: Iterable[str]) -> list[Profile]:
    """Those that exist, in the order asked. One BatchGetItem a hundred."""
    wanted = list(dict.fromkeys(user_ids))
    found = ProfileItem.profiles(wanted)
    return [found[user_id] for user_id in wanted if user_id in found]


def by_handle(prefix: str, *, limit: int, after: Any = None) -> tuple[list[Profile], Any]:
    """By the start of their handle, and the place to go on after, None at the end. One Query.

    `after` comes from a client: raises `Invalid` where it is no place among these handles.
    """
    start = normal_handle(prefix)
    if not 0 < len(start) <= HANDLE_MAX:
        return [], None
    return ProfileItem.starting_with(start, limit, _place(after, start))


def _place(after: Any, start: str) -> Place | None:
    match after:
        case None:
            return None
        case [str(handle), str(user_id)] if handle.startswith(start) and user_id:
            return handle, user_id
    raise Invalid({"cursor": ["Start again from the first page."]})


def online(profiles: Iterable[Profile], viewer: Profile) -> set[str]:
    """The ids of those whom the viewer may see there. Asked of `settings.PRESENCE`: sockets are not an account's
    business.
    """
    ask: Callable[[Iterable[str], str], set[str]] = import_string(settings.PRESENCE)
    ids = [profile.id for profile in profiles]
    return ask(ids, viewer.id) if ids else set()
