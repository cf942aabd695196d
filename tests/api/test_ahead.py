"""What is read together with the sign-in decides nothing that a fresh read would decide otherwise."""

from collections.abc import Callable
from time import time

from chat.models.connections import Connection, ConnectionItem
from chat.services import ahead, members
from chatify.ahead import batch_get, read_together, reading_ahead, taken
from tests.api.conftest import Caller
from tests.counting import count_calls
from tests.recording import Record


def listen(person: Caller) -> str:
    socket = f"socket-{person.id}"
    ConnectionItem.opened(person.id, Connection(socket, time()))
    return socket


def test_who_was_removed_is_out_with_their_next_request_and_hears_nothing(
    ana: Caller, ben: Caller, group: str, recorded: Record
) -> None:
    socket = listen(ben)
    ana.say(group)
    assert recorded.sent_to(socket), "inside, and listening"
    assert ben.id in ahead._lately[group]
    assert ana.delete(f"conversations/{group}/members/{ben.id}").status_code == 204
    ahead.remember(group, frozenset({ana.id, ben.id}))  # as another process, which did not see the removal
    heard = len(recorded.sent_to(socket))
    assert ana.say(group).status_code == 201
    assert len(recorded.sent_to(socket)) == heard
    assert ben.say(group).status_code == 404
    assert ben.get(f"conversations/{group}/messages").status_code == 404


def test_who_has_come_since_this_process_looked_is_told(
    ana: Caller, group: str, stranger: Caller, recorded: Record
) -> None:
    socket = listen(stranger)
    ana.say(group)
    known = ahead._lately[group]
    members.add(ana.profile, group, [stranger.id])
    ahead.remember(group, known)
    assert stranger.id not in ahead._lately[group]
    assert ana.say(group, "welcome").status_code == 201
    assert recorded.sent_to(socket)[-1]["message"]["body"] == "welcome"


def test_a_large_room_is_not_read_ahead(ana: Caller, group: str) -> None:
    ahead.remember(group, frozenset(map(str, range(ahead.SMALL))))
    assert group in ahead._lately
    ahead.remember(group, frozenset(map(str, range(ahead.SMALL + 1))))
    assert group not in ahead._lately


def test_as_many_rooms_are_known_as_are_kept(monkeypatch) -> None:
    monkeypatch.setattr(ahead, "KEPT", 3)
    monkeypatch.setattr(ahead, "_lately", {})
    for room in ("a", "b", "c", "a", "d"):
        ahead.remember(room, frozenset("x"))
    assert list(ahead._lately) == ["c", "a", "d"]


def test_a_row_is_taken_once_and_only_within(ana: Caller, ben: Caller) -> None:
    def sockets(*people: Caller) -> tuple[type[ConnectionItem], list[tuple[str]]]:
        return ConnectionItem, [(person.id,) for person in people]

    listen(ben)
    with reading_ahead(lambda _: [sockets(ana, ben)]):
        assert taken(*sockets(ben)) is None, "nobody has asked yet"
        read_together(ana.id)
        assert taken(*sockets()) is None
        assert [row.user_id for row in batch_get(sockets(ben))[ConnectionItem]] == [ben.id]
        with count_calls() as calls:
            assert [row.user_id for row in batch_get(sockets(ben))[ConnectionItem]] == [ben.id]
        assert len(calls) == 1, "what is asked for again is read again"
        read_together(ana.id)
    assert taken(*sockets(ben)) is None


def test_what_was_not_asked_ahead_is_asked_for_with_the_rest(ana: Caller, ben: Caller, stranger: Caller) -> None:
    for person in (ana, ben):
        listen(person)
    with reading_ahead(lambda _: [(ConnectionItem, [(ana.id,)])]):
        read_together(ana.id)
        found = batch_get((ConnectionItem, [(ana.id,), (ben.id,)]))[ConnectionItem]
    assert {row.user_id for row in found} == {ana.id, ben.id}
