"""Change one's own profile."""

from collections.abc import Mapping
from typing import Any

from accounts import validation
from accounts.domain import Profile, normal_handle
from accounts.models.handles import rename
from accounts.models.profiles import ProfileItem
from accounts.services import avatars, limits, sign_up_policy
from accounts.services.people import get_person
from chatify.core import clock


def change(profile: Profile, requested: Mapping[str, Any]) -> Profile:
    """Change the profile's `name`, `handle`, `status`, `avatar_id` and `settings` (merged), as far as they are given.

    Raises `Invalid`, `HandleTaken`, `Throttled`.
    """
    changes = _normal(profile, requested)
    avatar_id = requested.get("avatar_id", profile.avatar_id)
    avatars.check_avatar_id(profile, avatar_id)
    validation.check({name: value for name, value in changes.items() if isinstance(value, str)})
    handle = changes.pop("handle", profile.handle)
    if handle != profile.handle:
        sign_up_policy.check_reserved(handle)
        limits.hit("handle", profile.id)
        rename(profile, handle, changes, clock.now())
        profile = get_person(profile.id)
    elif changes:
        profile = ProfileItem.change(profile.id, changes)
    return profile if avatar_id == profile.avatar_id else avatars.remove(profile)


def _normal(profile: Profile, requested: Mapping[str, Any]) -> dict[str, Any]:
    changes = {name: requested[name] for name in ("name", "handle", "status", "settings") if name in requested}
    if "handle" in changes:
        changes["handle"] = normal_handle(changes["handle"])
    for field in ("name", "status"):
        if field in changes:
            changes[field] = changes[field].strip()
    if "settings" in changes:
        changes["settings"] = {**profile.settings, **changes["settings"]}
    return changes
