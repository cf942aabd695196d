"""An event reaches the sockets of people, and never fails the act it tells of."""

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
    ConnectionItem.opened(user_id, connection)
    return connection.id


def left_behind(user_id: str) -> None:
    ConnectionItem(user_id, sockets={str(Connection("old", time() - LIFETIME - 1))}, unseen={"old"}).save()


def test_all_sockets_of_a_person_are_told(recorded) -> None:
    desk, phone = open_socket("ada"), open_socket("ada")
    deliver(READ, ["ada", "nobody is here"])
    assert [frame["type"] for frame in recorded.sent_to(desk) + recorded.sent_to(phone)] == ["read", "read"]


def test_the_page_that_wrote_it_gets_no_echo_and_nobody_else_is_left_out(recorded) -> None:
    desk, phone, bobs = open_socket("ada"), open_socket("ada"), open_socket("bob")
    deliver(created("ada", origin_socket_id=desk), ["ada", "bob"])
    assert [len(recorded.sent_to(one)) for one in (desk, phone, bobs)] == [0, 1, 1]
    recorded.clear()
    deliver(created("ada", origin_socket_id=bobs), ["ada", "bob"])
    assert [len(recorded.sent_to(one)) for one in (desk, phone, bobs)] == [1, 1, 1], "a foreign socket isn’t silenced"


def test_what_one_page_read_is_told_to_ones_others(recorded) -> None:
    desk, phone = open_socket("ada"), open_socket("ada")
    deliver(events.Read("c1", "ada", 7, origin_socket_id=desk), ["ada"])
    assert [len(recorded.sent_to(one)) for one in (desk, phone)] == [0, 1]


def test_what_passes_is_not_told_to_pages_that_nobody_sees(recorded) -> None:
    desk, phone = open_socket("ada"), open_socket("ada")
    ConnectionItem.hide("ada", desk, hidden=True)
    passing = [events.Typing("c1", "bob", SOON), events.Presence("bob", True)]
    for event in passing:
        deliver(event, ["ada"])
    assert (len(recorded.sent_to(desk)), len(recorded.sent_to(phone))) == (0, 2)
    deliver(READ, ["ada"])
    deliver(created("bob"), ["ada"])
    assert [frame["type"] for frame in recorded.sent_to(desk)] == ["read", "message.created"]
    ConnectionItem.hide("ada", desk, hidden=False)
    deliver(passing[0], ["ada"])
    assert recorded.sent_to(desk)[-1]["type"] == "typing"


def test_ten_people_seven_of_whom_look_elsewhere(recorded) -> None:
    sockets = {f"p{number}": open_socket(f"p{number}") for number in range(10)}
    for user_id in list(sockets)[3:]:
        ConnectionItem.hide(user_id, sockets[user_id], hidden=True)
    deliver(events.Typing("c1", "p0", SOON), [user_id for user_id in sockets if user_id != "p0"])
    assert len(recorded.frames) == 2
    recorded.clear()
    deliver(created("p0", origin_socket_id=sockets["p0"]), sockets)
    assert len(recorded.frames) == 9


def test_a_closed_socket_leaves_nothing_behind(recorded) -> None:
    desk = open_socket("ada")
    ConnectionItem.hide("ada", desk, hidden=True)
    assert ConnectionItem.closed("ada", ConnectionItem.of(["ada"])["ada"])
    row = ConnectionItem.find("ada")
    assert row is not None
    assert not (row.sockets or row.unseen)


def created(author_id: str, origin_socket_id: str | None = None) -> events.MessageCreated:
    said = Message(conversation_id="c1", seq=1, client_id="x", author_id=author_id, body="hello", sent_at=now())
    return events.MessageCreated("e", said, origin_socket_id=origin_socket_id)


def test_each_person_may_be_told_something_else(recorded) -> None:
    adas, bobs = open_socket("ada"), open_socket("bob")
    deliver_each({"ada": events.Left("c1"), "bob": events.Left("c2")})
    assert recorded.sent_to(adas)[0]["id"] == "c1"
    assert recorded.sent_to(bobs)[0]["id"] == "c2"


def test_an_event_is_encoded_once_for_all(recorded, monkeypatch) -> None:
    encoded: list[events.Event] = []
    encode = wire.encode

    def counted(event: events.Event) -> str:
        encoded.append(event)
        return encode(event)

    monkeypatch.setattr(wire, "encode", counted)
    for user_id in ("ada", "bob", "eve"):
        open_socket(user_id)
    deliver(READ, ["ada", "bob", "eve"])
    assert len(recorded.frames) == 3
    assert encoded == [READ]


@pytest.mark.parametrize(("people", "calls"), [(1, 1), (100, 1), (101, 2)])
def test_a_hundred_people_are_one_read(recorded, people: int, calls: int) -> None:
    with count_calls() as counted:
        deliver(READ, [f"user-{number}" for number in range(people)])
    assert counted.operations == ["BatchGetItem"] * calls


def test_a_socket_that_is_gone_is_forgotten_and_the_others_are_told(recorded) -> None:
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
    assert [one.id for one in ConnectionItem.of(["ada"])["ada"]] == [opening]


def test_a_socket_left_behind_by_a_lost_disconnect_counts_as_gone(recorded) -> None:
    left_behind("ada")
    deliver(READ, ["ada"])
    assert recorded.frames == []
    assert ConnectionItem.of(["ada"]) == {}


def test_what_lost_disconnects_left_is_gone_with_the_next_socket() -> None:
    left_behind("ada")
    with count_calls() as counted:
        new = open_socket("ada")
    assert counted.operations.count("UpdateItem") == 2
    row = ConnectionItem.find("ada")
    assert row is not None
    assert len(row.sockets) == 1 and row.unseen is None
    with count_calls() as counted:
        newer = open_socket("ada")
    assert counted.operations.count("UpdateItem") == 1, "nothing more to forget"
    assert {one.id for one in ConnectionItem.of(["ada"])["ada"]} == {new, newer}


def test_a_store_that_does_not_answer_costs_the_push_and_not_the_act(recorded, caplog) -> None:
    open_socket("ada")
    client("dynamodb").delete_table(TableName=ConnectionItem.Meta.table_name)
    deliver(READ, ["ada"])
    assert "A push was lost" in caplog.text


def test_the_newest_socket_comes_last_in_the_list() -> None:
    older = open_socket("ada", age=50)
    connection = Connection("newest", time())
    assert [one.id for one in ConnectionItem.opened("ada", connection)] == [older, "newest"]


def test_nobody_to_tell_asks_nothing(recorded) -> None:
    with count_calls() as counted:
        deliver(READ, [])
    assert counted.operations == []
    assert fan_out.HANDSHAKE_GRACE < LIFETIME
