"""`POST /api/v1/ws-ticket`."""

import pytest

from chat.sockets import connect
from tests.sockets.conftest import shake

pytestmark = pytest.mark.usefixtures("moto_tables")
ADDRESS = "/api/v1/ws-ticket"


def test_a_ticket_is_issued_and_opens_a_socket(person, api_client, recorded) -> None:
    ada = person()
    answer = api_client(ada).post(ADDRESS)
    assert answer.status_code == 201
    assert answer.json().keys() == {"ticket", "expires_in"}
    assert answer.json()["expires_in"] == 30
    assert connect(shake(ticket=answer.json()["ticket"])).profile.id == ada.id


def test_without_credentials_there_is_none(client) -> None:
    assert client.post(ADDRESS).status_code == 401


def test_so_many_a_minute(person, api_client, settings) -> None:
    settings.LIMITS = {**settings.LIMITS, "ticket": (2, 60)}
    browser = api_client(person())
    assert [browser.post(ADDRESS).status_code for _ in range(3)] == [201, 201, 429]
