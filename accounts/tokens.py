"""Verify the pool's access tokens: RS256 by its published keys, issuer, client, use and times.

PyJWT is imported with the first token: its cryptography costs 50 ms of a cold start, and a cookie does not need it.
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
REFETCH_SECONDS = 30
REQUIRED = ["exp", "iat", "iss", "sub", "token_use", "client_id", "origin_jti"]


class BadToken(Exception):
    """Forged, expired, for another client, or no access token at all."""


@dataclass(frozen=True, slots=True)
class Claims:
    user_id: str
    origin_jti: str
    """The id of the sign-in, the same in every token refreshed from it."""
    groups: frozenset[str] = frozenset()
    """The person's groups when the token was issued."""


def verify(token: str) -> Claims:
    """Return a token's claims. Raises `BadToken`; `Unavailable` without the pool's keys. About 0.1 ms, no call."""
    claims = _decode(token)
    if claims["token_use"] != USE or claims["client_id"] != settings.COGNITO["client_id"]:
        raise BadToken
    return Claims(claims["sub"], claims["origin_jti"], frozenset(claims.get("cognito:groups", ())))


def _decode(token: str) -> dict[str, Any]:
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
    """Return the issuer in the pool's tokens; the embedded AWS uses the real one's address too."""
    return f"https://cognito-idp.{pool_id.partition('_')[0]}.amazonaws.com/{pool_id}"


class Keys:
    """A pool's public keys. An unknown key id has them fetched again, at most every 30 seconds."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._known: dict[str, Any] = {}
        self._fetched_at = float("-inf")
        self._lock = Lock()

    def find(self, kid: str) -> Any | None:
        if kid not in self._known:
            with self._lock:
                self._fetch()
        return self._known.get(kid)

    def _fetch(self) -> None:
        import jwt  # noqa: PLC0415

        if monotonic() - self._fetched_at < REFETCH_SECONDS:
            return
        try:
            with urlopen(self.url, timeout=3) as response:  # noqa: S310  # our own setting
                published = jwt.PyJWKSet.from_dict(json.load(response))
        except (URLError, TimeoutError, ValueError, jwt.PyJWTError) as error:
            logger.exception("the pool’s keys could not be read")
            raise Unavailable from error
        self._known = {key.key_id: key.key for key in published.keys if key.key_id}
        self._fetched_at = monotonic()


@cache
def _keys(pool_id: str) -> Keys:
    base = settings.AWS["endpoint_url"] or client("cognito-idp").meta.endpoint_url
    return Keys(f"{base}/{pool_id}/.well-known/jwks.json")
