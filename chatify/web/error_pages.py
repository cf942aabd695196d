"""The pages that nobody asked for: nothing here, not allowed, broken. Under /api/ they are JSON."""

import logging
import secrets
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from chatify.core.errors import DomainError, Forbidden, Invalid, NotFound, Throttled
from chatify.web.statuses import RETRY_SECONDS, STATUS

logger = logging.getLogger(__name__)

HEADINGS = {
    "csrf_failed": "This form is out of date",
    "forbidden": "You’re not allowed to do that",
    "not_found": "There’s nothing at this address",
    "throttled": "That was a lot at once",
    "unavailable": "Chatify is busy",
}
WORDS = {
    # One page for absent and for not yours: which of the two is nobody's business.
    "not_found": "The conversation may have been deleted, or you may not be a member. We can’t say which.",
}


class CsrfFailed(Forbidden):
    code = "csrf_failed"
    detail = "Go back, load the page again, then send it once more."


class Broken(DomainError):
    code = "server_error"
    detail = "Something broke on our side."


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A host that isn’t ours, a forged multipart boundary: what Django itself finds suspicious."""
    return refused(request, Invalid({}, "This request can’t be understood."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refused(request, Forbidden())


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refused(request, NotFound())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return refused(request, CsrfFailed())


def server_error(request: HttpRequest) -> HttpResponse:
    """The reference stands in the log beside the trace, and nothing else of it leaves."""
    reference = "-".join((secrets.token_hex(2), secrets.token_hex(2)))
    logger.error("Reference %s: %s %s failed", reference, request.method, request.path)
    words = f"Try again in a minute. If it keeps happening, tell whoever runs this Chatify and mention {reference}."
    return _answer(request, Broken(words), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    status = STATUS.get(error.code, HTTPStatus.BAD_REQUEST)
    response = _answer(request, error, status=status)
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        after = error.retry_after if isinstance(error, Throttled) else RETRY_SECONDS
        response.headers["Retry-After"] = str(after)
    return response


def _answer(request: HttpRequest, error: DomainError, *, status: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        body = {"code": error.code, "detail": error.message} | error.extra
        return JsonResponse(body, status=status, content_type="application/json; charset=utf-8")
    heading = HEADINGS.get(error.code, "Something broke on our side" if status == 500 else "That can’t be done")
    context = {"heading": heading, "words": WORDS.get(error.code, error.message), "status": status}
    return render(request, "error.html", context, status=status)
