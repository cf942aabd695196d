"""Handshakes that are refused before anything is read: these tests have no store."""

import pytest

from chat.sockets import Handshake, Refused, connect
from tests.sockets.conftest import HOST, ORIGIN, make_handshake

COOKIES = "theme=dark; session=a-key; csrf=x"


def refusal_status(handshake: Handshake) -> int:
    with pytest.raises(Refused) as refused:
        connect(handshake)
    return refused.value.status


@pytest.mark.parametrize(
    "origin",
    [
        *(None, "null", "", f"https://{HOST}", "http://127.0.0.1", "http://127.0.0.1:80", f"{ORIGIN}/"),
        *(f"{ORIGIN}.evil.example", "http://evil.example", f"http://evil.example/{HOST}", f"http://x@{HOST}"),
        *(f"{ORIGIN}, http://evil.example", "http://127.0.0.2:8000", ORIGIN.upper()),
    ],
)
def test_a_cookie_needs_the_sites_own_origin_exactly(origin: str | None) -> None:
    assert refusal_status(make_handshake(origin=origin, cookies=COOKIES)) == 403


@pytest.mark.parametrize("origin", ["null", "", "http://evil.example", f"{ORIGIN}.evil.example"])
def test_a_ticket_from_a_foreign_page_is_refused_unread(origin: str) -> None:
    assert refusal_status(make_handshake(origin=origin, ticket="a-ticket")) == 403


def test_a_foreign_host_is_refused_with_its_own_origin() -> None:
    host = "evil.example:8000"
    rebound = Handshake(connection_id="c", host=host, secure=False, origin=f"http://{host}", cookies=COOKIES)
    assert refusal_status(rebound) == 403


def test_behind_tls_the_origin_is_https() -> None:
    secure = Handshake(connection_id="c", host=HOST, secure=True, origin=ORIGIN, cookies=COOKIES)
    assert refusal_status(secure) == 403


@pytest.mark.parametrize(
    "cookies", [None, "", "theme=dark", "session=", "session", ";;=;", "xsession=abc", "session=\ud800", "session=\xe5"]
)
def test_a_handshake_without_credentials_is_refused(cookies: str | None) -> None:
    assert refusal_status(make_handshake(origin=ORIGIN, cookies=cookies)) == 401
