"""Every failure in the contract's shape: `{"code", "detail", "fields"?}`. The one home of statuses."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

from chatify.dynamodb import StoreError
from chatify.errors import DomainError, NotFound, Throttled, Unavailable

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
FROM_REST_FRAMEWORK: dict[type[Exception], tuple[str, str]] = {
    exceptions.ParseError: ("malformed", "That isn’t JSON."),
    exceptions.NotAuthenticated: ("not_authenticated", "Sign in first."),
    exceptions.AuthenticationFailed: ("not_authenticated", "Sign in first."),
    exceptions.PermissionDenied: ("forbidden", "You’re not allowed to do that."),
    PermissionDenied: ("forbidden", "You’re not allowed to do that."),
    exceptions.MethodNotAllowed: ("method_not_allowed", "This address doesn’t answer that method."),
    exceptions.NotAcceptable: ("not_acceptable", "Only application/json is spoken here."),
    exceptions.UnsupportedMediaType: ("unsupported_media_type", "Send {}."),
    exceptions.NotFound: (NotFound.code, NotFound.detail),
    Http404: (NotFound.code, NotFound.detail),
}


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's EXCEPTION_HANDLER. None lets an unknown error become a 500."""
    if isinstance(error, StoreError):
        error = unavailable(error)
    if isinstance(error, DomainError):
        return of_domain(error)
    found = next((FROM_REST_FRAMEWORK[kind] for kind in type(error).__mro__ if kind in FROM_REST_FRAMEWORK), None)
    if found is None:
        return None
    code, detail = found
    response = answer(code, detail.format(", ".join(parser.media_type for parser in context["view"].parser_classes)))
    challenge = getattr(error, "auth_header", None)
    if challenge:
        response["WWW-Authenticate"] = challenge
    return response


def unavailable(error: Exception) -> Unavailable:
    """What a client is told of a silent store. Why it was is in the log."""
    logger.error("store unavailable: %s", type(error).__name__, exc_info=error)
    return Unavailable()


def of_domain(error: DomainError) -> Response:
    response = answer(error.code, error.message, **error.extra)
    if isinstance(error, Throttled):
        response["Retry-After"] = str(error.retry_after)
    elif response.status_code == 503:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response


def answer(code: str, detail: str, **extra: Any) -> Response:
    return Response({"code": code, "detail": detail, **extra}, status=STATUS[code])
