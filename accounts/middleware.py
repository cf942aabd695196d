"""Who `request.user` is: the person whose session this is, from the profile that was read together with it."""

from typing import TYPE_CHECKING

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth import middleware as auth_middleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from accounts.backends import active_user
from accounts.models.profiles import ProfileItem
from accounts.models.user import User

if TYPE_CHECKING:
    from accounts.sessions import SessionStore


class AuthenticationMiddleware(auth_middleware.AuthenticationMiddleware):
    """Replaces Django's middleware, whose backends know only a user's id and would read the profile again."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: load_user(request.session))  # type: ignore[assignment, arg-type]


def load_user(session: "SessionStore") -> User | AnonymousUser:
    """Return the active person who signed in with this session, else the anonymous user.

    A session of an earlier epoch is flushed. One GetItem where the session brought no profile of theirs.
    """
    user_id = session.get(SESSION_KEY)
    if user_id is None:
        return AnonymousUser()
    brought = session.profile
    user = active_user(brought if brought and brought.id == user_id else ProfileItem.profile(user_id))
    if user is None:
        return AnonymousUser()
    if not constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
        session.flush()
        return AnonymousUser()
    return user
