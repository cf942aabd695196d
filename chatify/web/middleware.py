"""What stands around every page: the headers that bind a browser, and the page for a refusal.

django-csp was weighed: our policy is one constant with one address that differs, so it would be more setting than code.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

from chatify.core.errors import DomainError
from chatify.core.store_errors import StoreError
from chatify.web import error_pages
from chatify.web.statuses import unavailable

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}
# What of our scripts makes markup of text goes through static/js/lib/parse.js. The admin's jQuery does it everywhere.
TRUSTED_TYPES = {"require-trusted-types-for": "'script'", "trusted-types": "chatify"}
UNUSED_FEATURES = ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
HEADERS = {
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES),
    "Cross-Origin-Resource-Policy": "same-origin",
}
PATH_MAX = 256
"""Characters. No address of ours is longer, and no id in one may be longer than a key of DynamoDB."""


class SecurityHeaders:
    """On every answer. One that is about a person is kept by nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy(request))
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if _is_personal(response):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def policy(request: HttpRequest) -> str:
    # 'self' does not cover ws: and wss: in every browser, so the socket's address is named.
    scheme = "wss" if request.is_secure() else "ws"
    lines = POLICY | {"connect-src": f"'self' {scheme}://{_host(request)}"}
    if not request.path.startswith("/admin/"):
        lines |= TRUSTED_TYPES
    if settings.LOCAL:
        lines["report-uri"] = "/dev/csp-reports"
    return "; ".join(f"{name} {value}" for name, value in lines.items())


def _host(request: HttpRequest) -> str:
    """The site's own name; never a header that was not checked."""
    try:
        return request.get_host()
    except DisallowedHost:
        return str(settings.ALLOWED_HOSTS[0])


def _is_personal(response: HttpResponse) -> bool:
    """Whoever looked at the session or the CSRF cookie said so in `Vary`; asking for the user would cost two reads."""
    return "cookie" in response.headers.get("Vary", "").lower()


class KnownHosts:
    """A name that isn't ours gets the site's own page also on a laptop, where Django would show its settings."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            request.get_host()
        except DisallowedHost:
            return error_pages.bad_request(request)
        return self.get_response(request)


class Refusals:
    """A page that the domain or the store refused says so in words; under /api/ DRF has answered before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(request.path_info) > PATH_MAX:
            return error_pages.not_found(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, StoreError):
            return error_pages.refused(request, unavailable(exception))
        return error_pages.refused(request, exception) if isinstance(exception, DomainError) else None
