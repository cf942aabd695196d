"""End one sign-in of a person, or all. Nothing of it works from the moment of the answer."""

import logging
from collections.abc import Callable

from accounts.cognito import admin, users
from accounts.domain import Profile, SignInNotFound
from accounts.hooks import signed_out
from accounts.models.profiles import ProfileItem
from accounts.models.session_revocation import keep_only
from accounts.models.sessions import SessionItem
from chatify.core.errors import DomainError

logger = logging.getLogger(__name__)


def end_session(user_id: str, session_id: str) -> None:
    """End this sign-in. One DeleteItem, and a call to Cognito."""
    row = SessionItem.remove(session_id)
    signed_out.send(sender=SessionItem, user_id=user_id, session_id=session_id, reason="revoked")
    _revoke(row)


def end_all_sessions(user_id: str) -> None:
    """End every sign-in of a person. One UpdateItem ends them; then their rows and tokens are removed."""
    ProfileItem.end_all_sign_ins(user_id)
    remove_ended_sessions(user_id)
    revoke_tokens(user_id)


def remove_ended_sessions(user_id: str) -> None:
    """Remove the rows and close the sockets of sign-ins that a new epoch has ended."""
    delete_rows(user_id)
    signed_out.send(sender=SessionItem, user_id=user_id, session_id=None, reason="revoked")


def revoke_tokens(user_id: str) -> None:
    """Have Cognito revoke all tokens of a person."""
    _revoke_at_cognito(lambda: admin.sign_out_everywhere(user_id))


def end_other_sessions(profile: Profile, session_id: str) -> int:
    """End every sign-in but this one and return the profile's new epoch, which a browser's session must store."""
    epoch = keep_only(profile, session_id)
    for other_id in SessionItem.ids_of(profile.id):
        if other_id != session_id:
            _revoke(SessionItem.remove(other_id))
    signed_out.send(sender=SessionItem, user_id=profile.id, session_id=None, but_not=session_id, reason="revoked")
    return epoch


def delete_rows(user_id: str) -> None:
    """Delete the rows of a person's sign-ins. A Query of an index that may lag, and a DeleteItem each."""
    for session_id in list(SessionItem.ids_of(user_id)):
        SessionItem.remove(session_id)


def end_own_session(user_id: str, session_id: str) -> None:
    """End one of a person's own sign-ins. Raises `SignInNotFound` for anybody else's. One GetItem more."""
    row = SessionItem.find(session_id)
    if row is None or row.user_id != user_id:
        raise SignInNotFound
    end_session(user_id, session_id)


def _revoke(row: SessionItem | None) -> None:
    if row is not None and row.refresh_token:
        token = row.refresh_token
        _revoke_at_cognito(lambda: users.revoke(token))


def _revoke_at_cognito(revoke: Callable[[], None]) -> None:
    """Log what Cognito refuses: our rows have ended the sign-in, so a busy Cognito must not fail the sign-out."""
    try:
        revoke()
    except DomainError:
        logger.warning("a sign-in that ended here was not revoked at Cognito", exc_info=True)
