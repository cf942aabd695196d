"""A new access token for an API client whose sign-in is alive.

Cognito exchanges the refresh token too and refuses one that was exchanged before, but does not say of which sign-in it
was. So a client holds the sign-in's id with the token, signed by us; a token that comes a second time has been stolen,
and ends its sign-in.
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
"""For anything else Cognito would refuse the call, not the token."""


def bind_to_sign_in(tokens: Tokens, session_id: str) -> Tokens:
    """Return the tokens as an API client holds them: the refresh token with the signed id of its sign-in."""
    return replace(tokens, refresh=f"{_signer().sign(session_id)}.{tokens.refresh}")


def _signer() -> Signer:
    return Signer(salt="refresh")


def refresh(refresh_token: str, *, address: str) -> Tokens:
    """Return new tokens; the client uses their refresh token from now on.

    Raises `NotAuthenticated`, `Banned`, `Throttled`.
    """
    limits.hit_address("refresh", address)
    signed, _, token = refresh_token.partition(".")
    try:
        sign_in = _signer().unsign(signed)
    except BadSignature as error:
        raise NotAuthenticated from error
    try:
        new = renew(token)
    except NotAuthenticated as error:
        if isinstance(error.__cause__, TokenReused):
            _end_sign_in(sign_in)
        raise
    identity = _identify(new.access)
    if identity.session_id != sign_in:
        raise NotAuthenticated
    complete = replace(new, refresh=new.refresh or token)
    _prolong(identity, str(complete.refresh))
    return bind_to_sign_in(complete, identity.session_id)


def renew(refresh_token: str | None) -> Tokens:
    """Exchange a refresh token at Cognito. Raises `NotAuthenticated` if Cognito has ended this sign-in."""
    if not TOKEN.fullmatch(refresh_token or ""):
        raise NotAuthenticated
    try:
        return users.refresh(str(refresh_token))
    except WrongCredentials as error:
        raise NotAuthenticated from error


def _end_sign_in(session_id: str) -> None:
    row = SessionItem.find(session_id)
    if row is not None and row.user_id:
        logger.warning("a refresh token was used twice: its sign-in ends", extra={"actor": row.user_id})
        sign_out.end_session(row.user_id, session_id)


def _identify(access_token: str) -> Identity:
    claims = tokens.verify(access_token)
    identity = identify(session_id(claims.origin_jti), user_id=claims.user_id)
    if identity is None:
        refuse_the_banned(claims.user_id)
        raise NotAuthenticated
    refuse_if_banned(identity.profile)
    if groups.sync_groups(identity.profile, claims.groups) is not identity.profile:
        raise NotAuthenticated  # A change of groups takes a new sign-in.
    return identity


def _prolong(identity: Identity, refresh_token: str) -> None:
    until = clock.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    actions = (SessionItem.expires_at.set(until), SessionItem.refresh_token.set(refresh_token))
    if not SessionItem(identity.session_id).change(*actions):
        raise NotAuthenticated
