"""Authentication of the API: a bearer token, or the browser's session cookie with its CSRF token."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.middleware.csrf import CsrfViewMiddleware
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts import tokens
from accounts.models.sessions import ExtraRead
from accounts.models.user import User
from accounts.services.sessions import identify, refuse_if_banned, refuse_the_banned, session_id
from accounts.sessions import SessionStore
from chatify.core.errors import CsrfFailed


@dataclass(frozen=True, slots=True)
class SignIn:
    """`request.auth`: the sign-in of a call."""

    session_id: str
    access_token: str | None = None
    """The token that the caller sent, if any."""
    extra: Any = None
    """What the view's extra read made, where it has one."""


class _Authentication(BaseAuthentication):
    def __init__(self, extra_read: ExtraRead | None = None) -> None:
        """`extra_read` is what the view needs anyway: it is read in the same call as the sign-in."""
        self._extra_read = extra_read


class BearerAuthentication(_Authentication):
    """A Cognito access token whose sign-in is alive. A bad token is refused even beside a good cookie."""

    def authenticate(self, request: Request) -> tuple[User, SignIn] | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = token.strip()
        try:
            claims = tokens.verify(token)
        except tokens.BadToken as error:
            raise AuthenticationFailed from error
        identity = identify(session_id(claims.origin_jti), user_id=claims.user_id, extra_read=self._extra_read)
        if identity is None:
            refuse_the_banned(claims.user_id)
            raise AuthenticationFailed
        refuse_if_banned(identity.profile)
        return User.of(identity.profile), SignIn(identity.session_id, token, identity.extra)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class SessionAuthentication(_Authentication):
    """The browser's session cookie; unsafe methods need its CSRF token too."""

    def authenticate(self, request: Request) -> tuple[User, SignIn] | None:
        session = request._request.session
        assert isinstance(session, SessionStore)  # noqa: S101  # settings.SESSION_ENGINE
        session.extra_read = self._extra_read
        user = request._request.user
        if not isinstance(user, User):
            # To pages a banned person is anonymous; an API client learns of the ban.
            user_id = session.get(SESSION_KEY)
            if user_id:
                refuse_the_banned(user_id)
            return None
        _enforce_csrf(request)
        return user, SignIn(session_id(session.session_key or ""), extra=session.extra)


class _Csrf(CsrfViewMiddleware):
    def _reject(self, request: Any, reason: str) -> Any:
        return reason


def _enforce_csrf(request: Request) -> None:
    # DRF's views are exempt from the middleware, which cannot tell a cookie's call from a token's.
    check = _Csrf(_nothing)
    check.process_request(request._request)
    if check.process_view(request._request, _nothing, (), {}):
        raise CsrfFailed


def _nothing(_: Any) -> Any:
    """Stand in for the view: the check only looks for an exemption on it."""
