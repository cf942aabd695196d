"""A new access token for an API client whose sign-in is alive."""

from datetime import timedelta

from django.conf import settings

from accounts import cognito, tokens
from accounts.domain import NotAuthenticated, Tokens, WrongCredentials
from accounts.models.sessions import SessionItem
from accounts.services import groups, limits
from accounts.services.sessions import Identity, identify, refuse_if_banned, refuse_the_banned, session_id
from chatify import clock


def refresh(refresh_token: str, *, address: str) -> Tokens:
    """The answer's refresh token is the one to use from now on. Raises `NotAuthenticated`, `Banned`, `Throttled`."""
    limits.hit_address("refresh", address)
    given = renewed(refresh_token)
    kept = given.refresh or refresh_token
    _prolong(_alive(given.access), kept)
    return Tokens(given.access, kept, given.expires_in)


def renewed(refresh_token: str | None) -> Tokens:
    """For a browser, whose tokens stay here. Raises `NotAuthenticated` where Cognito has ended this sign-in."""
    if not refresh_token:
        raise NotAuthenticated
    try:
        return cognito.refresh(refresh_token)
    except WrongCredentials as error:
        raise NotAuthenticated from error


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
