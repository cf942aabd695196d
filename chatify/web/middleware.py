"""Middleware: security headers, the page for an unknown host, and error pages for refusals of the domain.

We do without django-csp: our policy is one constant in which one address varies, which its settings would not shorten.
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
# Our scripts make markup of text only in static/js/lib/parse.js. The admin's jQuery does so everywhere: it is exempt.
TRUSTED_TYPES = {"require-trusted-types-for": "'script'", "trusted-types": "chatify"}
UNUSED_FEATURES = ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
HEADERS = {
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES),
    "Cross-Origin-Resource-Policy": "same-origin",
}
PATH_MAX = 256
"""Characters. No address of the site is longer; a longer id in one might exceed DynamoDB's limit for keys."""


class SecurityHeaders:
    """Adds the security headers to every response, and `no-store` to those that depend on who asks."""

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
    """Return the Content-Security-Policy for this request."""
    # In some browsers 'self' does not cover ws: and wss:, so the policy names the socket's address.
    scheme = "wss" if request.is_secure() else "ws"
    directives = POLICY | {"connect-src": f"'self' {scheme}://{_host(request)}"}
    if not request.path.startswith("/admin/"):
        directives |= TRUSTED_TYPES
    if settings.LOCAL:
        directives["report-uri"] = "/dev/csp-reports"
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def _host(request: HttpRequest) -> str:
    """Return the request's host, or the site's own name if Django does not accept the host."""
    try:
        return request.get_host()
    except DisallowedHost:
        return str(settings.ALLOWED_HOSTS[0])


def _is_personal(response: HttpResponse) -> bool:
    """Whether the response depends on who asks.

    `Vary` tells: reading the session or the CSRF cookie adds `Cookie` to it. Loading the user would cost two reads.
    """
    return "cookie" in response.headers.get("Vary", "").lower()


class KnownHosts:
    """Answers an unknown host with the site's own page, even with DEBUG, where Django would show its settings."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            request.get_host()
        except DisallowedHost:
            return error_pages.bad_request(request)
        return self.get_response(request)


class DomainErrors:
    """Answers errors of the domain and of the store with an error page. Under /api/ DRF answers them first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(request.path_info) > PATH_MAX:
            return error_pages.not_found(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, StoreError):
            return error_pages.error_page(request, unavailable(exception))
        return error_pages.error_page(request, exception) if isinstance(exception, DomainError) else None
