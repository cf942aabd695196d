"""End a sign-in, or all of a person's. From the moment of the answer nothing of it works."""

import logging
from collections.abc import Callable

from accounts import cognito
from accounts.models.profiles import ProfileItem
from accounts.models.sessions import SessionItem
from accounts.signals import signed_out
from chatify.errors import DomainError

logger = logging.getLogger(__name__)


def here(user_id: str, session_id: str) -> None:
    """This sign-in. One DeleteItem; then Cognito is told."""
    row = SessionItem.remove(session_id)
    signed_out.send(sender=SessionItem, user_id=user_id, session_id=session_id, reason="revoked")
    if row is not None and row.refresh_token:
        _tell_cognito(lambda: cognito.revoke(row.refresh_token or ""))


def everywhere(user_id: str) -> None:
    """Every sign-in. One UpdateItem ends them; the rows go after."""
    ProfileItem.end_all_sign_ins(user_id)
    for session_id in list(SessionItem.ids_of(user_id)):
        SessionItem.remove(session_id)
    signed_out.send(sender=SessionItem, user_id=user_id, session_id=None, reason="revoked")
    _tell_cognito(lambda: cognito.sign_out_everywhere(user_id))


def _tell_cognito(tell: Callable[[], None]) -> None:
    """Our rows decide, not Cognito: a sign-out never fails because a neighbour is busy."""
    try:
        tell()
    except DomainError:
        logger.warning("a sign-in that ended here was not revoked at Cognito", exc_info=True)
