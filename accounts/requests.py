"""Who asks, and whence. For views: the stubs know `request.user` as Django's own."""

from django.http import HttpRequest
from rest_framework.request import Request

from accounts.domain import Profile
from accounts.models.user import User
from accounts.services.sign_in import Visitor


def caller(request: Request | HttpRequest) -> Profile:
    """Of a request that only signed-in people get through to."""
    user = request.user
    assert isinstance(user, User), "this view lets anybody in"  # noqa: S101  # a mistake of ours, not of the person
    return user.profile


def sign_in_of(request: Request) -> str:
    """The session id of the sign-in that this call belongs to, by cookie or by token."""
    session_id: str = request.auth.session_id  # type: ignore[union-attr]  # accounts.authentication.SignIn
    return session_id


def visitor(request: Request | HttpRequest) -> Visitor:
    # The door in AWS sets REMOTE_ADDR to the true client; headers a client can set are not believed.
    return Visitor(request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_USER_AGENT", ""))
