"""The sign-in of a cookie or token, and whether it is alive. Needs no views and no session codec."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.conf import settings

from accounts.domain import Banned, Profile, SignInPlace
from accounts.models.profiles import ProfileItem
from accounts.models.sessions import ExtraRead, SessionItem
from chatify.core import clock


@dataclass(frozen=True, slots=True)
class Identity:
    session_id: str
    profile: Profile
    """May be banned: the caller decides what that means."""
    extra: Any = None
    """What the extra read made, where there was one."""


def session_id(secret: str) -> str:
    """Return the row's key for a cookie's session key or a token's `origin_jti`. The row reveals neither."""
    return sha256(secret.encode()).hexdigest()


def identify(session_id: str, *, user_id: str | None = None, extra_read: ExtraRead | None = None) -> Identity | None:
    """Return whose sign-in this is, or None unless it is alive.

    Alive means signed in, not signed out, not expired, and of the profile's present epoch. With the user known one
    BatchGetItem, which `extra_read` may join; else two GetItems. 2 RCU, and those of the extra read.
    """
    (row, profile), extra = _read(session_id, user_id, extra_read)
    if row is None or profile is None or row.user_id != profile.id or row.epoch != profile.epoch:
        return None
    row.seen(clock.now())
    return Identity(session_id, profile, extra)


def refuse_the_banned(user_id: str) -> None:
    """Tell a person of the ban that ended their sign-in. Raises `Banned`. One GetItem."""
    profile = ProfileItem.profile(user_id)
    if profile is not None:
        refuse_if_banned(profile)


def refuse_if_banned(profile: Profile) -> None:
    """Refuse a banned person. Raises `Banned`, with the ban's end and where to object."""
    if profile.is_banned(clock.now()):
        raise Banned.of(profile, settings.APPEALS)


def _read(
    session_id: str, user_id: str | None, extra_read: ExtraRead | None
) -> tuple[tuple[SessionItem | None, Profile | None], Any]:
    now = clock.now()
    if user_id is not None:
        return SessionItem.with_profile(session_id, user_id, now, extra_read=extra_read)
    row = SessionItem.alive(session_id, now)
    return (row, ProfileItem.profile(row.user_id) if row is not None and row.user_id else None), None


def of(profile: Profile) -> list[SignInPlace]:
    """Return a person's sign-ins, the last used first. A Query and a BatchGetItem a hundred."""
    return [
        SignInPlace(
            id=row.session_id,
            device=row.device or "Unknown device",
            place=row.place or "",
            created_at=row.created_at,
            seen_at=row.seen_at,
        )
        for row in SessionItem.of(profile.id, profile.epoch, clock.now())
    ]
