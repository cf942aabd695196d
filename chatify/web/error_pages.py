"""The error pages: not found, not allowed, out of order. Under /api/ the same errors are answered as JSON."""

import logging
import secrets
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from chatify.core.errors import CsrfFailed, DomainError, Forbidden, Invalid, NotFound, Throttled
from chatify.web.statuses import RETRY_SECONDS, STATUS

logger = logging.getLogger(__name__)

HEADINGS = {
    "csrf_failed": "This form is out of date",
    "forbidden": "You’re not allowed to do that",
    "not_found": "There’s nothing at this address",
    "throttled": "Too many requests",
    "unavailable": "Chatify is busy",
}
EXPLANATIONS = {
    # One page for both reasons, so that nobody learns which conversations exist.
    "not_found": "The conversation may have been deleted, or you may not be a member. We can’t say which.",
}


class ServerError(DomainError):
    code = "server_error"
    detail = "Something broke on our side."


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what Django itself finds suspicious, such as an unknown host or a forged multipart boundary."""
    return error_page(request, Invalid({}, "This request can’t be understood."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403, for Django's `handler403`."""
    return error_page(request, Forbidden())


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404, for Django's `handler404`."""
    return error_page(request, NotFound())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose CSRF token is wrong, for `CSRF_FAILURE_VIEW`."""
    return error_page(request, CsrfFailed("Go back, load the page again, then send it once more."))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer an unexpected exception, and show the reference under which the log has its trace."""
    reference = "-".join((secrets.token_hex(2), secrets.token_hex(2)))
    logger.error("Reference %s: %s %s failed", reference, request.method, request.path)
    detail = f"Try again in a minute. If it keeps happening, tell whoever runs this Chatify and mention {reference}."
    return _respond(request, ServerError(detail), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def error_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Return the page for an error, with the status of its code."""
    status = STATUS.get(error.code, HTTPStatus.BAD_REQUEST)
    response = _respond(request, error, status=status)
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        after = error.retry_after if isinstance(error, Throttled) else RETRY_SECONDS
        response.headers["Retry-After"] = str(after)
    return response


def _respond(request: HttpRequest, error: DomainError, *, status: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        body = {"code": error.code, "detail": error.message} | error.extra
        return JsonResponse(body, status=status, content_type="application/json; charset=utf-8")
    heading = HEADINGS.get(error.code, "Something broke on our side" if status == 500 else "That can’t be done")
    context = {"heading": heading, "words": EXPLANATIONS.get(error.code, error.message), "status": status}
    return render(request, "error.html", context, status=status)
