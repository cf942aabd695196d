"""Who asks, and whence. For views: the stubs know `request.user` as Django's own."""

from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request

from accounts.domain import Profile
from accounts.models.user import User
from accounts.services.refresh import renewed
from accounts.services.sessions import session_id
from accounts.services.sign_in import Visitor

PLACE_MAX = 80


def caller(request: Request | HttpRequest) -> Profile:
    """Of a request that only signed-in people get through to."""
    user = request.user
    assert isinstance(user, User), "this view lets anybody in"  # noqa: S101  # a mistake of ours, not of the person
    return user.profile


def sign_in_of(request: Request | HttpRequest) -> str:
    """The session id of the sign-in that this call belongs to, by cookie or by token."""
    auth = getattr(request, "auth", None)  # accounts.authentication.SignIn
    return str(auth.session_id) if auth else session_id(request.session.session_key or "")


def access_token(request: Request | HttpRequest) -> str:
    """Cognito's, of this sign-in: the one that was sent along, or a fresh one. Raises `NotAuthenticated`."""
    sent = getattr(getattr(request, "auth", None), "access_token", None)
    if sent:
        return str(sent)
    given = renewed(request.session.get("refresh_token"))
    if given.refresh:
        request.session["refresh_token"] = given.refresh
    return given.access


def visitor(request: Request | HttpRequest) -> Visitor:
    # The door in AWS sets REMOTE_ADDR to the true client; headers a client can set are not believed.
    return Visitor(request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_USER_AGENT", ""), _place(request))


def _place(request: Request | HttpRequest) -> str:
    """“Porto, Portugal”, by CloudFront, which overwrites what a client sends of these; on a laptop nothing is known."""
    if settings.LOCAL:
        return ""
    names = (request.META.get(f"HTTP_CLOUDFRONT_VIEWER_{name}", "") for name in ("CITY", "COUNTRY_NAME"))
    return ", ".join(name for name in names if name)[:PLACE_MAX]
