"""People who are signed in, and the handshakes of their sockets."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_urlsafe
from uuid import uuid4

import pytest
from django.conf import settings

from accounts.domain import Profile
from accounts.models.sessions import SessionItem
from accounts.services import sessions
from chat.sockets import Handshake, connect
from chatify.core.clock import now

HOST = "127.0.0.1:8000"
ORIGIN = f"http://{HOST}"


@dataclass(frozen=True)
class SignedIn:
    profile: Profile
    key: str

    @property
    def id(self) -> str:
        return self.profile.id

    @property
    def session_id(self) -> str:
        return sessions.session_id(self.key)

    def handshake(self, **changes: str | None) -> Handshake:
        """The handshake that their browser would make."""
        cookies = f"theme=dark; {settings.SESSION_COOKIE_NAME}={self.key}; csrf=x"
        return make_handshake(**{"origin": ORIGIN, "cookies": cookies, **changes})

    def connect(self) -> str:
        handshake = self.handshake()
        connect(handshake)
        return handshake.connection_id


def make_handshake(**headers: str | None) -> Handshake:
    return Handshake(connection_id=f"{uuid4().hex[:12]}=", host=HOST, secure=False, **headers)


@pytest.fixture
def signed_in(person) -> Callable[..., SignedIn]:
    def make(profile: Profile | None = None, **fields: object) -> SignedIn:
        person_signed_in = SignedIn(profile or person(**fields), token_urlsafe(24))
        row = SessionItem(
            session_id=person_signed_in.session_id,
            user_id=person_signed_in.profile.id,
            epoch=person_signed_in.profile.epoch,
            created_at=now(),
            seen_at=now(),
            expires_at=now() + timedelta(days=1),
        )
        assert row.create()
        return person_signed_in

    return make


@pytest.fixture
def ada(signed_in: Callable[..., SignedIn]) -> SignedIn:
    return signed_in(name="Ada Lovelace")


@pytest.fixture
def bob(signed_in: Callable[..., SignedIn]) -> SignedIn:
    return signed_in(name="Bob")
