"""Django's SESSION_ENGINE over the `sessions` table. Only the sha256 of the cookie's key is stored, never the key.

The key of somebody who signed in ends in their id, so that their profile is read in the same call. The id opens
nothing: the session belongs to whom its row names, and the profile of anybody else is dropped.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, CreateError, SessionBase, UpdateError
from django.utils.crypto import get_random_string

from accounts.domain import Profile
from accounts.models.sessions import ExtraRead, SessionItem
from accounts.services.sessions import session_id
from chatify.core import clock

KEY_LENGTH = 32
ID_MAX = 64
COLUMNS = {SESSION_KEY: "user_id", "device": "device", "place": "place", "refresh_token": "refresh_token"}
"""Session keys that are attributes of their own, readable without this codec."""


class SessionStore(SessionBase):
    """One call to read, and one write only where something changed."""

    owner = ""
    """The id that the next key names: set before somebody signs in."""
    profile: Profile | None = None
    """The profile that was read together with the session, of the person whose session it is."""
    extra_read: ExtraRead | None = None
    """What to read in the same call as the session: set before anything asks for the session."""
    extra: Any = None
    """What the extra read made; None where there was none, or where the session had been read before."""

    @property
    def session_id(self) -> str | None:
        return session_id(self.session_key) if self.session_key else None

    def load(self) -> dict[str, Any]:
        now = clock.now()
        row = self._read(self.session_key, now) if self.session_key else None
        # A row without data is an API client's: its key is in a token and must not open a browser's session.
        if row is None or row.data is None:
            self._session_key = None
            return {}
        row.seen(now)
        columns = {key: getattr(row, column) for key, column in COLUMNS.items()}
        return self.decode(row.data) | {key: value for key, value in columns.items() if value is not None}

    def exists(self, session_key: str) -> bool:
        return SessionItem.alive(session_id(session_key), clock.now()) is not None

    def create(self) -> None:
        random = get_random_string(KEY_LENGTH, VALID_KEY_CHARS)
        self._session_key = f"{random}.{self.owner}" if self.owner else random
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        """Write the session. Raises `CreateError` if the key is taken, `UpdateError` where the session has ended."""
        if self.session_key is None:
            return self.create()
        session: dict[str, Any] = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        values = self._columns(session)
        row = SessionItem(session_id(self.session_key))
        if must_create:
            return self._insert(row, values)
        if not row.change(*[getattr(SessionItem, name).set(value) for name, value in values.items()]):
            raise UpdateError
        return None

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            SessionItem.remove(session_id(key))

    def _read(self, key: str, now: datetime) -> SessionItem | None:
        """Read the row, and the profile where the key names one: a BatchGetItem of 2 RCU, else a GetItem."""
        owner = key.partition(".")[2]
        if not 0 < len(owner) <= ID_MAX:
            return SessionItem.alive(session_id(key), now)
        (row, profile), extra = SessionItem.with_profile(session_id(key), owner, now, extra_read=self.extra_read)
        if row is None:
            return None
        self.owner = owner
        # The row names the session's owner. A profile of somebody else must not serve them.
        if row.user_id == owner:
            self.profile, self.extra = profile, extra
        return row

    def _insert(self, row: SessionItem, values: dict[str, Any]) -> None:
        row.created_at = row.seen_at = clock.now()
        for name, value in values.items():
            setattr(row, name, value)
        if not row.create():
            raise CreateError

    def _columns(self, session: dict[str, Any]) -> dict[str, Any]:
        columns = {column: session[key] for key, column in COLUMNS.items() if session.get(key)}
        if HASH_SESSION_KEY in session:
            columns["epoch"] = int(session[HASH_SESSION_KEY])
        rest = {key: value for key, value in session.items() if key not in COLUMNS}
        expires_at = clock.now() + timedelta(seconds=self.get_expiry_age())
        return columns | {"data": self.encode(rest), "expires_at": expires_at}

    @classmethod
    def clear_expired(cls) -> None:
        """Do nothing: DynamoDB's TTL removes expired rows."""
