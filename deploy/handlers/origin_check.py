"""Refuse requests that bypass CloudFront, and with it the firewall.

CloudFront adds a secret header to every request. Only with that secret are the two headers trusted in which CloudFront
hands on the site's host and the viewer's address.
"""

from collections.abc import Mapping
from hmac import compare_digest
from typing import Any

from django.conf import settings

SECRET_HEADER = "x-origin-secret"  # noqa: S105  # its name, not its value
HOST_HEADER = "x-forwarded-host"
VIEWER_HEADER = "x-viewer-address"
"""Our CloudFront Function sets this header and HOST_HEADER. CloudFront-Viewer-Address only comes with its own Host."""
FORBIDDEN = {
    "statusCode": 403,
    "headers": {"content-type": "application/json; charset=utf-8"},
    "body": '{"code": "forbidden", "detail": "You’re not allowed to do that."}',
}


def lowercase_names(headers: Mapping[str, str] | None) -> dict[str, str]:
    """Return the headers with lower-case names."""
    return {name.lower(): value for name, value in (headers or {}).items()}


def has_secret(headers: Mapping[str, str]) -> bool:
    """Tell whether the request has one of the accepted secrets: two are accepted while one replaces the other.

    Without any configured secret, only a local site answers.
    """
    accepted = [secret for secret in settings.ENV.origin_secret.split(",") if secret]
    if not accepted:
        return bool(settings.LOCAL)
    received = headers.get(SECRET_HEADER, "").encode()
    # Compare with every secret, so that the time does not reveal which one matched.
    return True in [compare_digest(received, secret.encode()) for secret in accepted]


def site_host(headers: Mapping[str, str]) -> str:
    """Return the host that the viewer addressed."""
    return headers.get(HOST_HEADER) or headers.get("host", "")


def as_viewer_sent(event: Mapping[str, Any], headers: Mapping[str, str]) -> dict[str, Any]:
    """Return the HTTP API event as if the viewer had called us directly: their address, the site's host, HTTPS."""
    context = event["requestContext"]
    viewer = headers.get(VIEWER_HEADER) or context["http"]["sourceIp"]
    internal = (SECRET_HEADER, HOST_HEADER, VIEWER_HEADER)
    public_headers = {name: value for name, value in headers.items() if name not in internal}
    return {
        **event,
        "headers": {**public_headers, "host": site_host(headers), "x-forwarded-proto": "https"},
        "requestContext": {**context, "http": {**context["http"], "sourceIp": viewer}},
    }
