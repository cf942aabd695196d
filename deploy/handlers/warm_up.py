"""Do during the start what the first request would otherwise wait for.

While a function starts, Lambda gives it a whole processor and bills nothing beyond the memory it has anyway.
"""

from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from chatify.core.aws import client

FIRST_PAGE = "/accounts/sign-in/"


def warm_up(application: WSGIHandler) -> None:
    """Request one page, so that views, URLs, templates and the connection to DynamoDB are ready."""
    request: dict[str, Any] = {
        "PATH_INFO": FIRST_PAGE,
        "HTTP_HOST": settings.ALLOWED_HOSTS[0],
        "wsgi.url_scheme": "https",
    }
    setup_testing_defaults(request)
    application(request, _ignore_response).close()
    if settings.SOCKET_ENDPOINT:
        client("apigatewaymanagementapi", settings.SOCKET_ENDPOINT)


def _ignore_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
    """Stand in for the server that would send the response."""
