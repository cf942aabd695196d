"""What is refused before anything is read: there is no store behind these tests."""

import pytest

from chat.sockets import Handshake, Refused, connect
from tests.sockets.conftest import HOST, ORIGIN, shake

COOKIES = "theme=dark; session=a-key; csrf=x"


def refusal(attempt: Handshake) -> int:
    with pytest.raises(Refused) as refused:
        connect(attempt)
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
    assert refusal(shake(origin=origin, cookies=COOKIES)) == 403


@pytest.mark.parametrize("origin", ["null", "", "http://evil.example", f"{ORIGIN}.evil.example"])
def test_a_ticket_from_a_foreign_page_is_refused_unread(origin: str) -> None:
    assert refusal(shake(origin=origin, ticket="a-ticket")) == 403


def test_a_host_that_is_not_ours_is_nobodys_origin() -> None:
    host = "evil.example:8000"
    rebound = Handshake(connection_id="c", host=host, secure=False, origin=f"http://{host}", cookies=COOKIES)
    assert refusal(rebound) == 403


def test_behind_tls_the_origin_is_https() -> None:
    secure = Handshake(connection_id="c", host=HOST, secure=True, origin=ORIGIN, cookies=COOKIES)
    assert refusal(secure) == 403


@pytest.mark.parametrize(
    "cookies", [None, "", "theme=dark", "session=", "session", ";;=;", "xsession=abc", "session=\ud800", "session=\xe5"]
)
def test_without_credentials_nobody_comes_in(cookies: str | None) -> None:
    assert refusal(shake(origin=ORIGIN, cookies=cookies)) == 401
