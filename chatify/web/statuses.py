"""The HTTP status of each error code, for the API and the pages alike."""

import logging

from chatify.core.errors import Unavailable

logger = logging.getLogger(__name__)

RETRY_SECONDS = 2
STATUS = {
    "malformed": 400,
    "invalid": 400,
    "not_authenticated": 401,
    "wrong_credentials": 401,
    "forbidden": 403,
    "not_author": 403,
    "csrf_failed": 403,
    "banned": 403,
    "not_invited": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "not_acceptable": 406,
    "stale": 409,
    "bad_after": 409,
    "handle_taken": 409,
    "conflict": 409,
    "too_large": 413,
    "unsupported_media_type": 415,
    "archived": 422,
    "deleted": 422,
    "empty": 422,
    "refused": 422,
    "too_long": 422,
    "too_many_blocks": 422,
    "too_many_invites": 422,
    "too_many_members": 422,
    "too_many_mentions": 422,
    "too_many_pins": 422,
    "too_many_reactions": 422,
    "last_owner": 422,
    "not_for_direct": 422,
    "wrong_code": 422,
    "wrong_password": 422,
    "throttled": 429,
    "unavailable": 503,
    "contended": 503,
}


def unavailable(error: Exception) -> Unavailable:
    """Log why the store failed, and return the error that the client gets."""
    logger.error("store unavailable: %s", type(error).__name__, exc_info=error)
    return Unavailable()
