"""Who may open a socket, and who may not."""

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
from tests.sockets.conftest import ORIGIN, shake

pytestmark = pytest.mark.usefixtures("embedded_aws", "recorded")


def listed(user_id: str) -> list[str]:
    return [one.id for one in ConnectionItem.of([user_id], consistent=True).get(user_id, [])]


def status_of(attempt) -> int | None:
    try:
        connect(attempt)
    except Refused as refused:
        assert SocketItem.find(attempt.connection_id) is None
        return refused.status
    return None


def test_a_browser_comes_in_by_its_cookie(ada) -> None:
    attempt = ada.handshake()
    assert connect(attempt).profile == ada.profile
    assert listed(ada.id) == [attempt.connection_id]
    row = SocketItem.find_alive(attempt.connection_id)
    assert row is not None
    assert (row.user_id, row.session_id) == (ada.id, ada.session_id)


def test_a_foreign_page_does_not_come_in_by_its_visitors_cookie(ada) -> None:
    assert status_of(ada.handshake(origin="http://evil.example")) == 403
    assert listed(ada.id) == []


def test_a_made_up_cookie_is_nobody(ada) -> None:
    assert status_of(ada.handshake(cookies="session=made-up")) == 401


def test_who_signed_out_is_nobody(ada) -> None:
    SessionItem.remove(ada.session_id)
    assert status_of(ada.handshake()) == 401


def test_a_sign_in_of_an_older_epoch_is_nobody(ada) -> None:
    ProfileItem(ada.id).update(actions=[ProfileItem.epoch.set(1)])
    assert status_of(ada.handshake()) == 401


def test_the_banned_are_refused_by_name(signed_in) -> None:
    banned = signed_in(banned_until=now() + timedelta(days=1))
    assert status_of(banned.handshake()) == 403


def test_each_refusal_is_in_the_log_with_its_reason_and_no_secret(ada, signed_in, caplog) -> None:
    caplog.set_level("INFO")
    banned, cookie = signed_in(banned_until=now() + timedelta(days=1)), "session=made-up"
    for attempt in (ada.handshake(origin="http://evil.example"), ada.handshake(cookies=cookie), banned.handshake()):
        status_of(attempt)
    said = [record.getMessage() for record in caplog.records if record.name.startswith("chat.sockets")]
    reasons = ("another site asks for it", "nobody is signed in", "its person is banned")
    assert said == [f"A socket was refused: {why}." for why in reasons]
    assert "made-up" not in caplog.text


def ticket_of(who) -> str:
    return tickets.issue(who.id, who.session_id).ticket


def test_a_ticket_opens_one_socket(ada) -> None:
    ticket = ticket_of(ada)
    assert status_of(shake(ticket=ticket)) is None
    assert status_of(shake(ticket=ticket)) == 401


def test_a_page_of_ours_may_use_a_ticket_too(ada) -> None:
    assert status_of(shake(ticket=ticket_of(ada), origin=ORIGIN)) is None


def test_a_foreign_page_does_not_use_a_ticket_up(ada) -> None:
    ticket = ticket_of(ada)
    assert status_of(shake(ticket=ticket, origin="http://evil.example")) == 403
    assert status_of(shake(ticket=ticket)) is None


def test_a_ticket_ends_after_thirty_seconds(ada, monkeypatch) -> None:
    ticket = ticket_of(ada)
    later = now() + timedelta(seconds=31)
    monkeypatch.setattr("chat.models.tickets.now", lambda: later)
    assert status_of(shake(ticket=ticket)) == 401


def test_a_ticket_ends_with_its_session(ada) -> None:
    ticket = ticket_of(ada)
    SessionItem.remove(ada.session_id)
    assert status_of(shake(ticket=ticket)) == 401


def test_a_made_up_ticket_opens_nothing() -> None:
    for ticket in ("", "made-up", "\x00", "\ud800", "å" * 5000):
        assert status_of(shake(ticket=ticket)) == 401


def test_a_ticket_is_128_bits_and_kept_as_a_hash(ada) -> None:
    ticket = ticket_of(ada)
    assert len(ticket) >= 22
    assert ticket_of(ada) != ticket
    assert TicketItem.find(ticket) is None


def test_a_wrong_ticket_is_not_helped_by_a_cookie(ada) -> None:
    assert status_of(ada.handshake(ticket="made-up")) == 401


def test_the_eleventh_socket_closes_the_oldest(ada, recorded) -> None:
    began = time() - 1
    for number in range(10):
        connection = Connection(f"{ada.id}-{number}", began + number / 1000)
        SocketItem.open(connection, user_id=ada.id, session_id=ada.session_id)
        ConnectionItem.opened(ada.id, connection)
    newest = ada.connect()
    assert recorded.closes == [(f"{ada.id}-0", 4408)]
    assert recorded.sent_to(f"{ada.id}-0") == [{"v": 1, "type": "bye", "reason": "too_many"}]
    assert len(listed(ada.id)) == 10
    assert newest in listed(ada.id)
    assert SocketItem.find(f"{ada.id}-0") is None


def test_a_sign_out_during_the_handshake_wins(ada, monkeypatch) -> None:
    attempt, opened = ada.handshake(), ConnectionItem.opened

    def sign_out_first(user_id: str, connection: Connection) -> object:
        SessionItem.remove(ada.session_id)
        close_user(ada.id, "revoked")
        return opened(user_id, connection)

    monkeypatch.setattr(ConnectionItem, "opened", sign_out_first)
    assert status_of(attempt) == 401
    assert listed(ada.id) == []


def test_what_a_handshake_costs(ada) -> None:
    with count_calls() as calls:
        connect(ada.handshake())
    assert calls.operations == ["GetItem", "GetItem", "PutItem", "UpdateItem", "BatchGetItem", "Query"]
    ticket = ticket_of(ada)
    with count_calls() as calls:
        connect(shake(ticket=ticket))
    assert calls.operations == ["DeleteItem", "BatchGetItem", "PutItem", "UpdateItem", "BatchGetItem"]
