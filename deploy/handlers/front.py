"""Nobody may go round CloudFront, where the firewall sits: it adds a secret that both functions ask for.

Only with that secret are the addresses believed that CloudFront hands on: the site's host and the viewer's address.
"""

from collections.abc import Mapping
from hmac import compare_digest
from typing import Any

from django.conf import settings

SECRET_HEADER = "x-origin-secret"  # noqa: S105  # its name, not its value
HOST_HEADER = "x-forwarded-host"
VIEWER_HEADER = "x-viewer-address"
"""Set by our function at CloudFront, as is the host: CloudFront's own header of that kind comes with its Host only."""
REFUSAL = {
    "statusCode": 403,
    "headers": {"content-type": "application/json; charset=utf-8"},
    "body": '{"code": "forbidden", "detail": "You’re not allowed to do that."}',
}


def lower(headers: Mapping[str, str] | None) -> dict[str, str]:
    return {name.lower(): value for name, value in (headers or {}).items()}


def passed(headers: Mapping[str, str]) -> bool:
    """Several secrets are right while one replaces the other. Without any, only a laptop is open."""
    accepted = [secret for secret in settings.ENV.origin_secret.split(",") if secret]
    if not accepted:
        return bool(settings.LOCAL)
    shown = headers.get(SECRET_HEADER, "").encode()
    # All are compared, so that the time does not tell which one matched.
    return True in [compare_digest(shown, secret.encode()) for secret in accepted]


def host(headers: Mapping[str, str]) -> str:
    return headers.get(HOST_HEADER) or headers.get("host", "")


def as_viewed(event: Mapping[str, Any], headers: Mapping[str, str]) -> dict[str, Any]:
    """The HTTP API event as if the viewer had called us: their address, the site's host, always by https."""
    context = event["requestContext"]
    viewer = headers.get(VIEWER_HEADER) or context["http"]["sourceIp"]
    ours = (SECRET_HEADER, HOST_HEADER, VIEWER_HEADER)
    shown = {name: value for name, value in headers.items() if name not in ours}
    return {
        **event,
        "headers": {**shown, "host": host(headers), "x-forwarded-proto": "https"},
        "requestContext": {**context, "http": {**context["http"], "sourceIp": viewer}},
    }
