"""Access tokens of the pool, verified: RS256 by its published keys, issuer, client, use, times.

PyJWT is imported with the first token: its cryptography would cost each cold start 50 ms, and a cookie needs none.
"""

import json
import logging
from dataclasses import dataclass
from functools import cache
from threading import Lock
from time import monotonic
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings

from chatify.core.aws import client
from chatify.core.errors import Unavailable

logger = logging.getLogger(__name__)

TOKEN_MAX = 8_192
USE = "access"
LEEWAY_SECONDS = 5
ASK_AGAIN_SECONDS = 30
REQUIRED = ["exp", "iat", "iss", "sub", "token_use", "client_id", "origin_jti"]


class BadToken(Exception):
    """Forged, expired, for another client, or no access token at all."""


@dataclass(frozen=True, slots=True)
class Claims:
    user_id: str
    origin_jti: str
    """Of the sign-in: the same in every token refreshed from it."""
    groups: frozenset[str] = frozenset()
    """Cognito's, when it was issued."""


def verify(token: str) -> Claims:
    """Raises `BadToken`; `Unavailable` where the pool's keys cannot be had. About 0.1 ms, no call."""
    claims = _decoded(token)
    if claims["token_use"] != USE or claims["client_id"] != settings.COGNITO["client_id"]:
        raise BadToken
    return Claims(claims["sub"], claims["origin_jti"], frozenset(claims.get("cognito:groups", ())))


def _decoded(token: str) -> dict[str, Any]:
    import jwt  # noqa: PLC0415

    if len(token) > TOKEN_MAX:
        raise BadToken
    pool_id = settings.COGNITO["pool_id"]
    try:
        kid = jwt.get_unverified_header(token).get("kid")
        key = _keys(pool_id).find(kid) if isinstance(kid, str) else None
        if key is None:
            raise BadToken
        return jwt.decode(
            token,
            key,
            algorithms=["RS256"],
            issuer=issuer(pool_id),
            leeway=LEEWAY_SECONDS,
            options={"require": REQUIRED, "verify_aud": False},
        )
    except jwt.InvalidTokenError as error:
        raise BadToken from error


def issuer(pool_id: str) -> str:
    """The embedded AWS signs with the real one's name too."""
    return f"https://cognito-idp.{pool_id.partition('_')[0]}.amazonaws.com/{pool_id}"


class Keys:
    """A pool's public keys. An unknown key id is looked for again, but not at a forger's pace."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._known: dict[str, Any] = {}
        self._asked_at = float("-inf")
        self._lock = Lock()

    def find(self, kid: str) -> Any | None:
        if kid not in self._known:
            with self._lock:
                self._ask()
        return self._known.get(kid)

    def _ask(self) -> None:
        import jwt  # noqa: PLC0415

        if monotonic() - self._asked_at < ASK_AGAIN_SECONDS:
            return
        try:
            with urlopen(self.url, timeout=3) as answer:  # noqa: S310  # our own setting
                published = jwt.PyJWKSet.from_dict(json.load(answer))
        except (URLError, TimeoutError, ValueError, jwt.PyJWTError) as error:
            logger.exception("the pool’s keys could not be read")
            raise Unavailable from error
        self._known = {key.key_id: key.key for key in published.keys if key.key_id}
        self._asked_at = monotonic()


@cache
def _keys(pool_id: str) -> Keys:
    base = settings.AWS["endpoint_url"] or client("cognito-idp").meta.endpoint_url
    return Keys(f"{base}/{pool_id}/.well-known/jwks.json")
