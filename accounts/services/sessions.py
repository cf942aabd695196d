"""Which sign-in a cookie or token belongs to, and whether it is alive. Needs no views and no session codec."""

from dataclasses import dataclass
from hashlib import sha256

from accounts.domain import Profile
from accounts.models.profiles import ProfileItem
from accounts.models.sessions import SessionItem
from chatify import clock


@dataclass(frozen=True, slots=True)
class Identity:
    session_id: str
    profile: Profile
    """May be banned: what that means is the caller's to say."""


def session_id(secret: str) -> str:
    """The row's key, from a cookie's session key or a token's `origin_jti`; from the row nobody learns either."""
    return sha256(secret.encode()).hexdigest()


def identify(session_id: str, *, user_id: str | None = None) -> Identity | None:
    """None unless that sign-in is alive: signed in, not signed out, not expired, of the profile's present epoch.

    With the user known one BatchGetItem, else two GetItems; each 2 RCU.
    """
    row, profile = _read(session_id, user_id)
    if row is None or profile is None or row.user_id != profile.id or row.epoch != profile.epoch:
        return None
    row.seen(clock.now())
    return Identity(session_id, profile)


def _read(session_id: str, user_id: str | None) -> tuple[SessionItem | None, Profile | None]:
    now = clock.now()
    if user_id is not None:
        return SessionItem.with_profile(session_id, user_id, now)
    row = SessionItem.alive(session_id, now)
    return row, ProfileItem.profile(row.user_id) if row is not None and row.user_id else None
