"""`POST /api/v1/ws-ticket`."""

import pytest

from chat.sockets import connect
from tests.sockets.conftest import make_handshake

pytestmark = pytest.mark.usefixtures("moto_tables")
ADDRESS = "/api/v1/ws-ticket"


def test_a_ticket_is_issued_and_opens_a_socket(person, api_client, recorded) -> None:
    ada = person()
    answer = api_client(ada).post(ADDRESS)
    assert answer.status_code == 201
    assert answer.json().keys() == {"ticket", "expires_in"}
    assert answer.json()["expires_in"] == 30
    assert connect(make_handshake(ticket=answer.json()["ticket"])).profile.id == ada.id


def test_no_ticket_without_credentials(client) -> None:
    assert client.post(ADDRESS).status_code == 401


def test_tickets_are_limited_per_minute(person, api_client, settings) -> None:
    settings.LIMITS = {**settings.LIMITS, "ticket": (2, 60)}
    browser = api_client(person())
    assert [browser.post(ADDRESS).status_code for _ in range(3)] == [201, 201, 429]
