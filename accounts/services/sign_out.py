"""End a sign-in, or all of a person's. From the moment of the answer nothing of it works."""

import logging
from collections.abc import Callable

from accounts.cognito import admin, users
from accounts.domain import Profile, SignInNotFound
from accounts.models.profiles import ProfileItem
from accounts.models.session_revocation import keep_only
from accounts.models.sessions import SessionItem
from accounts.signals import signed_out
from chatify.core.errors import DomainError

logger = logging.getLogger(__name__)


def here(user_id: str, session_id: str) -> None:
    """This sign-in. One DeleteItem; then Cognito is told."""
    row = SessionItem.remove(session_id)
    signed_out.send(sender=SessionItem, user_id=user_id, session_id=session_id, reason="revoked")
    _revoke(row)


def everywhere(user_id: str) -> None:
    """Every sign-in. One UpdateItem ends them; what is left of them goes after."""
    ProfileItem.end_all_sign_ins(user_id)
    clear(user_id)
    at_cognito(user_id)


def clear(user_id: str) -> None:
    """What is left of sign-ins that an epoch has ended: their rows and sockets."""
    forget(user_id)
    signed_out.send(sender=SessionItem, user_id=user_id, session_id=None, reason="revoked")


def at_cognito(user_id: str) -> None:
    """Tokens that Cognito gave, all of a person's."""
    _tell_cognito(lambda: admin.sign_out_everywhere(user_id))


def others(profile: Profile, session_id: str) -> int:
    """Every sign-in but this one; the profile's epoch from now on, which a browser's session must hold, too."""
    epoch = keep_only(profile, session_id)
    for other in SessionItem.ids_of(profile.id):
        if other != session_id:
            _end_row(other)
    signed_out.send(sender=SessionItem, user_id=profile.id, session_id=None, but_not=session_id, reason="revoked")
    return epoch


def forget(user_id: str) -> None:
    """Their rows alone. A Query of an index that may lag, and a DeleteItem each."""
    for session_id in list(SessionItem.ids_of(user_id)):
        SessionItem.remove(session_id)


def one(user_id: str, session_id: str) -> None:
    """One of a person's own. Raises `SignInNotFound` also for others' ones. One GetItem more than `here`."""
    row = SessionItem.find(session_id)
    if row is None or row.user_id != user_id:
        raise SignInNotFound
    here(user_id, session_id)


def _end_row(session_id: str) -> None:
    _revoke(SessionItem.remove(session_id))


def _revoke(row: SessionItem | None) -> None:
    if row is not None and row.refresh_token:
        token = row.refresh_token
        _tell_cognito(lambda: users.revoke(token))


def _tell_cognito(tell: Callable[[], None]) -> None:
    """Our rows decide, not Cognito: a sign-out never fails because a neighbour is busy."""
    try:
        tell()
    except DomainError:
        logger.warning("a sign-in that ended here was not revoked at Cognito", exc_info=True)
