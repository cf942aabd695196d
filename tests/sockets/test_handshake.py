"""Handshakes that open a socket, and those that are refused."""

from datetime import timedelta
from time import time

import pytest

from accounts.models.profiles import ProfileItem
from accounts.models.sessions import SessionItem
from chat.models.connections import Connection, ConnectionItem
from chat.models.sockets import SocketItem
from chat.models.tickets import TicketItem
from chat.services import tickets
from chat.sockets import Refused, close_user, connect
from chatify.core.clock import now
from tests.counting import count_calls
from tests.sockets.conftest import ORIGIN, make_handshake

pytestmark = pytest.mark.usefixtures("embedded_aws", "recorded")


def listed_ids(user_id: str) -> list[str]:
    return [connection.id for connection in ConnectionItem.of([user_id], consistent=True).get(user_id, [])]


def refusal_status(handshake) -> int | None:
    try:
        connect(handshake)
    except Refused as refused:
        assert SocketItem.find(handshake.connection_id) is None
        return refused.status
    return None


def test_a_browser_opens_a_socket_with_its_cookie(ada) -> None:
    handshake = ada.handshake()
    assert connect(handshake).profile == ada.profile
    assert listed_ids(ada.id) == [handshake.connection_id]
    row = SocketItem.find_alive(handshake.connection_id)
    assert row is not None
    assert (row.user_id, row.session_id) == (ada.id, ada.session_id)


def test_a_foreign_page_cannot_use_its_visitors_cookie(ada) -> None:
    assert refusal_status(ada.handshake(origin="http://evil.example")) == 403
    assert listed_ids(ada.id) == []


def test_a_made_up_cookie_is_refused(ada) -> None:
    assert refusal_status(ada.handshake(cookies="session=made-up")) == 401


def test_a_signed_out_session_is_refused(ada) -> None:
    SessionItem.remove(ada.session_id)
    assert refusal_status(ada.handshake()) == 401


def test_a_sign_in_of_an_older_epoch_is_refused(ada) -> None:
    ProfileItem(ada.id).update(actions=[ProfileItem.epoch.set(1)])
    assert refusal_status(ada.handshake()) == 401


def test_a_banned_person_is_refused_with_403(signed_in) -> None:
    banned = signed_in(banned_until=now() + timedelta(days=1))
    assert refusal_status(banned.handshake()) == 403


def test_each_refusal_is_in_the_log_with_its_reason_and_no_secret(ada, signed_in, caplog) -> None:
    caplog.set_level("INFO")
    banned, cookie = signed_in(banned_until=now() + timedelta(days=1)), "session=made-up"
    for handshake in (ada.handshake(origin="http://evil.example"), ada.handshake(cookies=cookie), banned.handshake()):
        refusal_status(handshake)
    log_lines = [record.getMessage() for record in caplog.records if record.name.startswith("chat.sockets")]
    reasons = ("another site asks for it", "nobody is signed in", "its person is banned")
    assert log_lines == [f"A socket was refused: {why}." for why in reasons]
    assert "made-up" not in caplog.text


def issue_ticket(person) -> str:
    return tickets.issue(person.id, person.session_id).ticket


def test_a_ticket_opens_one_socket(ada) -> None:
    ticket = issue_ticket(ada)
    assert refusal_status(make_handshake(ticket=ticket)) is None
    assert refusal_status(make_handshake(ticket=ticket)) == 401


def test_the_sites_own_page_may_use_a_ticket(ada) -> None:
    assert refusal_status(make_handshake(ticket=issue_ticket(ada), origin=ORIGIN)) is None


def test_a_foreign_page_does_not_use_a_ticket_up(ada) -> None:
    ticket = issue_ticket(ada)
    assert refusal_status(make_handshake(ticket=ticket, origin="http://evil.example")) == 403
    assert refusal_status(make_handshake(ticket=ticket)) is None


def test_a_ticket_ends_after_thirty_seconds(ada, monkeypatch) -> None:
    ticket = issue_ticket(ada)
    later = now() + timedelta(seconds=31)
    monkeypatch.setattr("chat.models.tickets.now", lambda: later)
    assert refusal_status(make_handshake(ticket=ticket)) == 401


def test_a_ticket_ends_with_its_session(ada) -> None:
    ticket = issue_ticket(ada)
    SessionItem.remove(ada.session_id)
    assert refusal_status(make_handshake(ticket=ticket)) == 401


def test_a_made_up_ticket_opens_no_socket() -> None:
    for ticket in ("", "made-up", "\x00", "\ud800", "å" * 5000):
        assert refusal_status(make_handshake(ticket=ticket)) == 401


def test_a_ticket_is_128_bits_and_kept_as_a_hash(ada) -> None:
    ticket = issue_ticket(ada)
    assert len(ticket) >= 22
    assert issue_ticket(ada) != ticket
    assert TicketItem.find(ticket) is None


def test_a_wrong_ticket_is_not_helped_by_a_cookie(ada) -> None:
    assert refusal_status(ada.handshake(ticket="made-up")) == 401


def test_the_eleventh_socket_closes_the_oldest(ada, recorded) -> None:
    began = time() - 1
    for number in range(10):
        connection = Connection(f"{ada.id}-{number}", began + number / 1000)
        SocketItem.open(connection, user_id=ada.id, session_id=ada.session_id)
        ConnectionItem.add(ada.id, connection)
    newest = ada.connect()
    assert recorded.closes == [(f"{ada.id}-0", 4408)]
    assert recorded.sent_to(f"{ada.id}-0") == [{"v": 1, "type": "bye", "reason": "too_many"}]
    assert len(listed_ids(ada.id)) == 10
    assert newest in listed_ids(ada.id)
    assert SocketItem.find(f"{ada.id}-0") is None


def test_a_sign_out_during_the_handshake_wins(ada, monkeypatch) -> None:
    handshake, opened = ada.handshake(), ConnectionItem.add

    def sign_out_first(user_id: str, connection: Connection) -> object:
        SessionItem.remove(ada.session_id)
        close_user(ada.id, "revoked")
        return opened(user_id, connection)

    monkeypatch.setattr(ConnectionItem, "add", sign_out_first)
    assert refusal_status(handshake) == 401
    assert listed_ids(ada.id) == []


def test_a_handshake_costs_six_calls_by_cookie_and_five_by_ticket(ada) -> None:
    with count_calls() as calls:
        connect(ada.handshake())
    assert calls.operations == ["GetItem", "GetItem", "PutItem", "UpdateItem", "BatchGetItem", "Query"]
    ticket = issue_ticket(ada)
    with count_calls() as calls:
        connect(make_handshake(ticket=ticket))
    assert calls.operations == ["DeleteItem", "BatchGetItem", "PutItem", "UpdateItem", "BatchGetItem"]
