"""Every error of the API in the contract's shape: `{"code", "detail", "fields"?}`."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

from chatify.core.errors import DomainError, NotFound, Throttled
from chatify.core.store_errors import StoreError
from chatify.web.statuses import RETRY_SECONDS, STATUS, unavailable

FROM_REST_FRAMEWORK: dict[type[Exception], tuple[str, str]] = {
    exceptions.ParseError: ("malformed", "That isn’t valid JSON."),
    exceptions.NotAuthenticated: ("not_authenticated", "Sign in first."),
    exceptions.AuthenticationFailed: ("not_authenticated", "Sign in first."),
    exceptions.PermissionDenied: ("forbidden", "You’re not allowed to do that."),
    PermissionDenied: ("forbidden", "You’re not allowed to do that."),
    exceptions.MethodNotAllowed: ("method_not_allowed", "This address doesn’t support that method."),
    exceptions.NotAcceptable: ("not_acceptable", "This API answers only with application/json."),
    exceptions.UnsupportedMediaType: ("unsupported_media_type", "Send {}."),
    exceptions.NotFound: (NotFound.code, NotFound.detail),
    Http404: (NotFound.code, NotFound.detail),
}


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the response to an exception, or None for an unknown one, which becomes a 500 (`EXCEPTION_HANDLER`)."""
    if isinstance(error, StoreError):
        error = unavailable(error)
    if isinstance(error, DomainError):
        return _domain_error(error)
    known = next((FROM_REST_FRAMEWORK[kind] for kind in type(error).__mro__ if kind in FROM_REST_FRAMEWORK), None)
    if known is None:
        return None
    code, detail = known
    media_types = ", ".join(parser.media_type for parser in context["view"].parser_classes)
    response = _error(code, detail.format(media_types))
    challenge = getattr(error, "auth_header", None)
    if challenge:
        response["WWW-Authenticate"] = challenge
    return response


def _domain_error(error: DomainError) -> Response:
    response = _error(error.code, error.message, **error.extra)
    if isinstance(error, Throttled):
        response["Retry-After"] = str(error.retry_after)
    elif response.status_code == 503:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _error(code: str, detail: str, **extra: Any) -> Response:
    return Response({"code": code, "detail": detail, **extra}, status=STATUS[code])
