"""A new access token for an API client whose sign-in is alive.

Cognito exchanges the refresh token, too, and knows one that was exchanged before; of which sign-in it was it doesn't
say. So a client holds the sign-in's id with it, signed by us, as others may know the id; and whoever comes with a
spent token ends that sign-in for both.
"""

import logging
import re
from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer

from accounts import tokens
from accounts.cognito import users
from accounts.cognito.client import TokenReused
from accounts.domain import NotAuthenticated, Tokens, WrongCredentials
from accounts.models.sessions import SessionItem
from accounts.services import groups, limits, sign_out
from accounts.services.sessions import Identity, identify, refuse_if_banned, refuse_the_banned, session_id
from chatify.core import clock

logger = logging.getLogger(__name__)

TOKEN = re.compile(r"[\w=.-]+", re.ASCII)
"""Of anything else Cognito says that the call is wrong, not the token."""


def held(tokens: Tokens, session_id: str) -> Tokens:
    """As an API client holds them."""
    return replace(tokens, refresh=f"{_signer().sign(session_id)}.{tokens.refresh}")


def _signer() -> Signer:
    return Signer(salt="refresh")


def refresh(refresh_token: str, *, address: str) -> Tokens:
    """The answer's refresh token is the one to use from now on. Raises `NotAuthenticated`, `Banned`, `Throttled`."""
    limits.hit_address("refresh", address)
    signed, _, token = refresh_token.partition(".")
    try:
        sign_in = _signer().unsign(signed)
    except BadSignature as error:
        raise NotAuthenticated from error
    try:
        given = renewed(token)
    except NotAuthenticated as error:
        if isinstance(error.__cause__, TokenReused):
            _end(sign_in)
        raise
    found = _alive(given.access)
    if found.session_id != sign_in:
        raise NotAuthenticated
    kept = replace(given, refresh=given.refresh or token)
    _prolong(found, str(kept.refresh))
    return held(kept, found.session_id)


def renewed(refresh_token: str | None) -> Tokens:
    """For a browser, whose tokens stay here. Raises `NotAuthenticated` where Cognito has ended this sign-in."""
    if not TOKEN.fullmatch(refresh_token or ""):
        raise NotAuthenticated
    try:
        return users.refresh(str(refresh_token))
    except WrongCredentials as error:
        raise NotAuthenticated from error


def _end(session_id: str) -> None:
    row = SessionItem.find(session_id)
    if row is not None and row.user_id:
        logger.warning("a refresh token was used twice: its sign-in ends", extra={"actor": row.user_id})
        sign_out.here(row.user_id, session_id)


def _alive(access_token: str) -> Identity:
    claims = tokens.verify(access_token)
    found = identify(session_id(claims.origin_jti), user_id=claims.user_id)
    if found is None:
        refuse_the_banned(claims.user_id)
        raise NotAuthenticated
    refuse_if_banned(found.profile)
    if groups.follow(found.profile, claims.groups) is not found.profile:
        raise NotAuthenticated  # with the new rights they sign in anew
    return found


def _prolong(found: Identity, refresh_token: str) -> None:
    until = clock.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    actions = (SessionItem.expires_at.set(until), SessionItem.refresh_token.set(refresh_token))
    if not SessionItem(found.session_id).change(*actions):
        raise NotAuthenticated
