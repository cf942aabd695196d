"""What the first request would otherwise pay for: done now, while a starting function has the whole processor."""

from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from chatify.core.aws import client

FIRST_PAGE = "/accounts/sign-in/"


def up(application: WSGIHandler) -> None:
    """Asks for a page as a browser would: views, addresses, templates and the store’s connection are ready then."""
    request: dict[str, Any] = {
        "PATH_INFO": FIRST_PAGE,
        "HTTP_HOST": settings.ALLOWED_HOSTS[0],
        "wsgi.url_scheme": "https",
    }
    setup_testing_defaults(request)
    application(request, _nobody).close()
    if settings.SOCKET_ENDPOINT:
        client("apigatewaymanagementapi", settings.SOCKET_ENDPOINT)


def _nobody(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
    """The browser that isn't there."""
