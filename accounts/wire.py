"""JSON of people and sessions, for REST and sockets."""

from typing import Any

from accounts.domain import Profile, SignInPlace
from chatify.core.clock import rfc3339


def public(profile: Profile, *, online: bool = False) -> dict[str, Any]:
    """Return what everybody may see of a person: never the e-mail."""
    return {
        "id": profile.id,
        "handle": profile.handle,
        "name": profile.name,
        "avatar_url": f"/avatars/{profile.avatar_id}" if profile.avatar_id else None,
        "status": profile.status,
        "online": online,
    }


def own(profile: Profile, *, online: bool = False) -> dict[str, Any]:
    """Return what only the person sees of their profile."""
    return public(profile, online=online) | {
        "email": profile.email,
        "avatar_id": profile.avatar_id,
        "created_at": rfc3339(profile.created_at),
        "settings": dict(profile.settings),
    }


def session(place: SignInPlace, *, current: bool) -> dict[str, Any]:
    """Return one of a person's sign-ins; `current` is the one that asks."""
    return {
        "id": place.id,
        "device": place.device,
        "place": place.place or None,
        "created_at": rfc3339(place.created_at),
        "last_used_at": rfc3339(place.seen_at),
        "current": current,
    }
