"""Fan-out: an event reaches the sockets of people, and a failing push never fails the request."""

from datetime import timedelta
from time import time
from uuid import uuid4

import pytest

from chat.domain import events
from chat.domain.messages import Message
from chat.models.connections import LIFETIME, Connection, ConnectionItem
from chat.models.sockets import SocketItem
from chat.realtime import fan_out, wire
from chat.realtime.fan_out import deliver, deliver_each
from chatify.core.aws import client
from chatify.core.clock import now
from tests.counting import count_calls

pytestmark = pytest.mark.usefixtures("moto_tables")
READ = events.Read("c1", "ada", 7)
SOON = now() + timedelta(seconds=6)


def open_socket(user_id: str, *, age: int = 60) -> str:
    connection = Connection(uuid4().hex, time() - age)
    SocketItem.open(connection, user_id=user_id, session_id="s1")
    ConnectionItem.add(user_id, connection)
    return connection.id


def list_a_stale_socket(user_id: str) -> None:
    ConnectionItem(user_id, sockets={str(Connection("old", time() - LIFETIME - 1))}, unseen={"old"}).save()


def test_an_event_reaches_all_sockets_of_a_person(recorded) -> None:
    desk, phone = open_socket("ada"), open_socket("ada")
    deliver(READ, ["ada", "nobody is here"])
    assert [frame["type"] for frame in recorded.sent_to(desk) + recorded.sent_to(phone)] == ["read", "read"]


def test_only_the_socket_that_wrote_a_message_gets_no_echo(recorded) -> None:
    desk, phone, bobs = open_socket("ada"), open_socket("ada"), open_socket("bob")
    deliver(message_created("ada", origin_socket_id=desk), ["ada", "bob"])
    assert [len(recorded.sent_to(socket)) for socket in (desk, phone, bobs)] == [0, 1, 1]
    recorded.clear()
    deliver(message_created("ada", origin_socket_id=bobs), ["ada", "bob"])
    assert [len(recorded.sent_to(socket)) for socket in (desk, phone, bobs)] == [1, 1, 1], (
        "nobody can silence another person’s socket"
    )


def test_reading_reaches_the_other_devices_of_a_person(recorded) -> None:
    desk, phone = open_socket("ada"), open_socket("ada")
    deliver(events.Read("c1", "ada", 7, origin_socket_id=desk), ["ada"])
    assert [len(recorded.sent_to(socket)) for socket in (desk, phone)] == [0, 1]


def test_hidden_pages_get_no_typing_and_no_presence(recorded) -> None:
    desk, phone = open_socket("ada"), open_socket("ada")
    ConnectionItem.hide("ada", desk, hidden=True)
    transient = [events.Typing("c1", "bob", SOON), events.Presence("bob", True)]
    for event in transient:
        deliver(event, ["ada"])
    assert (len(recorded.sent_to(desk)), len(recorded.sent_to(phone))) == (0, 2)
    deliver(READ, ["ada"])
    deliver(message_created("bob"), ["ada"])
    assert [frame["type"] for frame in recorded.sent_to(desk)] == ["read", "message.created"]
    ConnectionItem.hide("ada", desk, hidden=False)
    deliver(transient[0], ["ada"])
    assert recorded.sent_to(desk)[-1]["type"] == "typing"


def test_typing_skips_seven_of_ten_people_whose_pages_are_hidden(recorded) -> None:
    sockets = {f"p{number}": open_socket(f"p{number}") for number in range(10)}
    for user_id in list(sockets)[3:]:
        ConnectionItem.hide(user_id, sockets[user_id], hidden=True)
    deliver(events.Typing("c1", "p0", SOON), [user_id for user_id in sockets if user_id != "p0"])
    assert len(recorded.frames) == 2
    recorded.clear()
    deliver(message_created("p0", origin_socket_id=sockets["p0"]), sockets)
    assert len(recorded.frames) == 9


def test_closing_a_socket_removes_all_of_its_row(recorded) -> None:
    desk = open_socket("ada")
    ConnectionItem.hide("ada", desk, hidden=True)
    assert ConnectionItem.remove("ada", ConnectionItem.of(["ada"])["ada"])
    row = ConnectionItem.find("ada")
    assert row is not None
    assert not (row.sockets or row.unseen)


def message_created(author_id: str, origin_socket_id: str | None = None) -> events.MessageCreated:
    message = Message(conversation_id="c1", seq=1, client_id="x", author_id=author_id, body="hello", sent_at=now())
    return events.MessageCreated("e", message, origin_socket_id=origin_socket_id)


def test_each_person_may_get_a_different_event(recorded) -> None:
    adas, bobs = open_socket("ada"), open_socket("bob")
    deliver_each({"ada": events.Left("c1"), "bob": events.Left("c2")})
    assert recorded.sent_to(adas)[0]["id"] == "c1"
    assert recorded.sent_to(bobs)[0]["id"] == "c2"


def test_an_event_is_encoded_once_for_all_sockets(recorded, monkeypatch) -> None:
    encoded: list[events.Event] = []
    encode = wire.encode

    def count(event: events.Event) -> str:
        encoded.append(event)
        return encode(event)

    monkeypatch.setattr(wire, "encode", count)
    for user_id in ("ada", "bob", "eve"):
        open_socket(user_id)
    deliver(READ, ["ada", "bob", "eve"])
    assert len(recorded.frames) == 3
    assert encoded == [READ]


@pytest.mark.parametrize(("people", "calls"), [(1, 1), (100, 1), (101, 2)])
def test_the_sockets_of_100_people_take_one_read(recorded, people: int, calls: int) -> None:
    with count_calls() as counted:
        deliver(READ, [f"user-{number}" for number in range(people)])
    assert counted.operations == ["BatchGetItem"] * calls


def test_a_gone_socket_is_forgotten_and_the_others_get_the_event(recorded) -> None:
    dead, alive = open_socket("ada"), open_socket("bob")
    recorded.gone.add(dead)
    deliver(READ, ["ada", "bob"])
    assert len(recorded.sent_to(alive)) == 1
    assert ConnectionItem.of(["ada", "bob"]).keys() == {"bob"}
    assert SocketItem.find(dead) is None


def test_a_socket_still_in_its_handshake_is_not_forgotten(recorded) -> None:
    opening = open_socket("ada", age=1)
    recorded.gone.add(opening)
    deliver(READ, ["ada"])
    assert [connection.id for connection in ConnectionItem.of(["ada"])["ada"]] == [opening]


def test_a_stale_socket_of_a_lost_disconnect_counts_as_gone(recorded) -> None:
    list_a_stale_socket("ada")
    deliver(READ, ["ada"])
    assert recorded.frames == []
    assert ConnectionItem.of(["ada"]) == {}


def test_the_next_socket_removes_stale_ones() -> None:
    list_a_stale_socket("ada")
    with count_calls() as counted:
        new = open_socket("ada")
    assert counted.operations.count("UpdateItem") == 2
    row = ConnectionItem.find("ada")
    assert row is not None
    assert len(row.sockets) == 1 and row.unseen is None
    with count_calls() as counted:
        newer = open_socket("ada")
    assert counted.operations.count("UpdateItem") == 1, "nothing more to forget"
    assert {connection.id for connection in ConnectionItem.of(["ada"])["ada"]} == {new, newer}


def test_a_failing_store_loses_the_push_and_raises_nothing(recorded, caplog) -> None:
    open_socket("ada")
    client("dynamodb").delete_table(TableName=ConnectionItem.Meta.table_name)
    deliver(READ, ["ada"])
    assert "A push was lost" in caplog.text


def test_the_newest_socket_comes_last_in_the_list() -> None:
    older = open_socket("ada", age=50)
    connection = Connection("newest", time())
    assert [connection.id for connection in ConnectionItem.add("ada", connection)] == [older, "newest"]


def test_an_event_for_nobody_makes_no_call(recorded) -> None:
    with count_calls() as counted:
        deliver(READ, [])
    assert counted.operations == []
    assert fan_out.HANDSHAKE_GRACE < LIFETIME
