"""The addresses that are open without signing in are listed here; all others refuse strangers."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

OPEN = {
    "healthz",
    "site.webmanifest",
    "readyz",
    "api/schema/",
    "api/docs/",
    "^api/",
    "api/v1/auth/sign-up",
    "api/v1/auth/confirm",
    "api/v1/auth/resend",
    "api/v1/auth/sign-in",
    "api/v1/auth/refresh",
    "accounts/sign-up/",
    "accounts/confirm/",
    "accounts/resend/",
    "accounts/sign-in/",
    "accounts/sign-out/",
    "accounts/forgot/",
    "accounts/reset/",
    "accounts/deleted/<str:job_id>/",
    "admin/login/",
    "admin/logout/",
    "api/v1/auth/challenge",
    "api/v1/auth/forgot",
    "api/v1/auth/reset",
    "avatars/<str:avatar_id>",
    "",
    "theme",
    "dev/outbox",
    "dev/csp-reports",
}


def addresses(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, address)
        elif isinstance(entry, URLPattern):
            yield address


CLOSED = sorted(set(addresses(get_resolver())) - OPEN)
SIGN_IN = ("/accounts/sign-in/", "/admin/login/")
METHODS = ("get", "post", "put", "patch", "delete")


def test_the_open_addresses_exist():
    assert set(addresses(get_resolver())) >= OPEN
    assert len(CLOSED) > 20, "too few to prove anything"


@pytest.mark.parametrize("address", CLOSED)
def test_a_stranger_is_refused(address: str):
    """The API answers 401, a page redirects to the sign-in, a missing method is 405; at least one method must exist."""
    url = "/" + re.sub(r"<(?:int|seq):\w+>", "1", re.sub(r"<(?!int|seq)[^>]+>", "x", address))
    answers: dict[str, Any] = {method: getattr(Client(), method)(url) for method in METHODS}
    refused = {method: answer for method, answer in answers.items() if answer.status_code != 405}
    assert refused, f"{url} answers no method"
    for method, answer in refused.items():
        to_sign_in = answer.status_code == 302 and answer["Location"].startswith(SIGN_IN)
        assert answer.status_code == 401 or to_sign_in, f"{method.upper()} {url} answered {answer.status_code}"
