"""The caller of a request, their sign-in and their network address."""

from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request

from accounts.domain import Profile
from accounts.models.user import User
from accounts.services.refresh import renew
from accounts.services.sessions import session_id
from accounts.services.sign_in import Visitor

PLACE_MAX = 80


def caller(request: Request | HttpRequest) -> Profile:
    """Return the profile of the caller, in a view that only signed-in people reach."""
    user = request.user
    assert isinstance(user, User), "this view lets anybody in"  # noqa: S101  # our mistake, not the caller's
    return user.profile


def current_session_id(request: Request | HttpRequest) -> str:
    """Return the session id of the caller's sign-in, by cookie or by token."""
    auth = getattr(request, "auth", None)  # accounts.authentication.SignIn
    return str(auth.session_id) if auth else session_id(request.session.session_key or "")


def access_token(request: Request | HttpRequest) -> str:
    """Return Cognito's token of this sign-in: the one that was sent, or a fresh one. Raises `NotAuthenticated`."""
    sent = getattr(getattr(request, "auth", None), "access_token", None)
    if sent:
        return str(sent)
    tokens = renew(request.session.get("refresh_token"))
    if tokens.refresh:
        request.session["refresh_token"] = tokens.refresh
    return tokens.access


def visitor(request: Request | HttpRequest) -> Visitor:
    """Return where the request comes from."""
    # The handler in AWS sets REMOTE_ADDR to the true client; headers that a client can set are not trusted.
    return Visitor(request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_USER_AGENT", ""), _place(request))


def _place(request: Request | HttpRequest) -> str:
    """Return as “Porto, Portugal” what CloudFront knows, which overwrites these headers; "" on a laptop."""
    if settings.LOCAL:
        return ""
    names = (request.META.get(f"HTTP_CLOUDFRONT_VIEWER_{name}", "") for name in ("CITY", "COUNTRY_NAME"))
    return ", ".join(name for name in names if name)[:PLACE_MAX]
