"""What a client says over its socket."""

import json
from datetime import timedelta

import pytest

from accounts.models.profiles import ProfileItem
from accounts.models.sessions import SessionItem
from chat.models.connections import ConnectionItem
from chat.models.sockets import SocketItem
from chat.services import conversations, members
from chat.services.access import load_member
from chat.sockets import disconnect, frame
from chat.sockets.meter import FRAMES_MAX, Meter
from chatify.core.clock import now
from tests.counting import count_calls

pytestmark = pytest.mark.usefixtures("embedded_aws")


@pytest.fixture
def room(ada, bob) -> str:
    entry, _created = conversations.create(ada.profile, kind="group", name="Lunch", member_ids=[bob.id])
    return entry.conversation.id


def say(connection_id: str, **fields: object) -> None:
    frame(connection_id, json.dumps(fields))


def cursor(conversation_id: str, **changes: object) -> dict[str, object]:
    return {conversation_id: {"epoch": "e", "seq": 0, "rev": 0, **changes}}


def test_a_ping_is_answered(ada, recorded) -> None:
    socket = ada.connect()
    say(socket, type="ping")
    [pong] = recorded.sent_to(socket)
    assert set(pong) == {"v", "type", "now", "heads", "socket"}
    assert (pong["type"], pong["heads"], pong["socket"]) == ("pong", {}, socket)


def test_heads_come_where_they_differ_and_only_there(ada, room, recorded) -> None:
    socket = ada.connect()
    say(socket, type="ping", cursors=cursor(room))
    head = recorded.sent_to(socket)[0]["heads"][room]
    assert set(head) == {"epoch", "seq", "rev"}
    say(socket, type="ping", cursors={room: head})
    assert recorded.sent_to(socket)[1]["heads"] == {}


def test_nobody_learns_the_head_of_a_foreign_conversation(signed_in, room, recorded) -> None:
    eve = signed_in()
    socket = eve.connect()
    say(socket, type="ping", cursors=cursor(room) | cursor("no-such-conversation"))
    assert recorded.sent_to(socket)[0]["heads"] == {}


def test_one_wrong_cursor_leaves_the_others_their_answer(ada, room, recorded) -> None:
    socket = ada.connect()
    say(socket, type="ping", cursors=cursor(room) | cursor("x", seq="1") | {"y": 7, "": {}, "å": {}})
    assert set(recorded.sent_to(socket)[0]["heads"]) == {room}


def test_typing_is_told_to_the_others_and_writes_nothing(ada, bob, room, recorded) -> None:
    adas, bobs = ada.connect(), bob.connect()
    recorded.clear()
    with count_calls() as calls:
        say(adas, type="typing", conversation_id=room)
    [told] = recorded.sent_to(bobs)
    assert (told["type"], told["conversation_id"], told["user_id"]) == ("typing", room, ada.id)
    assert 0 < told["expires_in"] <= 10
    assert recorded.sent_to(adas) == []
    assert calls.operations == ["GetItem", "BatchGetItem", "BatchGetItem"]


@pytest.mark.parametrize("removed", [False, True])
def test_an_outsider_and_a_removed_member_tell_nobody(ada, bob, signed_in, room, recorded, removed) -> None:
    speaker = bob if removed else signed_in()
    socket, adas = speaker.connect(), ada.connect()
    if removed:
        members.remove(load_member(ada.profile, room), bob.id)
    recorded.clear()
    say(socket, type="typing", conversation_id=room)
    assert recorded.frames == []
    say(adas, type="ping")
    assert recorded.sent_to(adas), "a silent test bench would prove nothing"


def test_somebody_signed_out_is_closed_at_the_next_frame(ada, recorded) -> None:
    socket = ada.connect()
    SessionItem.remove(ada.session_id)
    say(socket, type="ping")
    assert recorded.closes == [(socket, 4401)]
    assert recorded.sent_to(socket) == [{"v": 1, "type": "bye", "reason": "revoked"}]
    assert SocketItem.find(socket) is None
    assert ConnectionItem.of([ada.id], consistent=True) == {}


def test_somebody_banned_is_closed_at_the_next_frame(ada, recorded) -> None:
    socket = ada.connect()
    ProfileItem(ada.id).update(actions=[ProfileItem.banned_until.set(now() + timedelta(days=1))])
    say(socket, type="ping")
    assert recorded.closes == [(socket, 4403)]


def test_a_socket_nobody_knows_is_sent_to_connect_anew(recorded) -> None:
    say("unknown", type="ping")
    assert recorded.closes == [("unknown", 1012)]


def test_the_twenty_first_frame_in_ten_seconds_closes(ada, recorded) -> None:
    socket = ada.connect()
    for _ in range(FRAMES_MAX):
        frame(socket, "noise")
    assert recorded.closes == []
    for _ in range(5):
        frame(socket, "noise")
    assert recorded.closes == [(socket, 4408)]
    assert recorded.sent_to(socket) == [{"v": 1, "type": "bye", "reason": "too_many"}]
    assert SocketItem.find(socket) is None
    disconnect(socket)


def test_frames_are_counted_over_a_sliding_window() -> None:
    meter = Meter()
    assert [meter.count("one", at=number * 0.5) for number in range(FRAMES_MAX)][-1] == FRAMES_MAX
    assert meter.count("one", at=10.0) == FRAMES_MAX
    assert meter.count("one", at=10.1) == FRAMES_MAX + 1
    assert meter.count("other", at=10.1) == 1


def test_a_frame_over_32_kb_is_refused(ada, recorded) -> None:
    socket = ada.connect()
    room_left = 32 * 1024 - len('{"type":"ping","x":""}')
    frame(socket, '{"type":"ping","x":"' + "x" * room_left + '"}')
    assert [pong["type"] for pong in recorded.sent_to(socket)] == ["pong"]
    frame(socket, '{"type":"ping","x":"' + "å" * (room_left // 2 + 1) + '"}')
    assert recorded.closes == [(socket, 1009)]
    assert len(recorded.sent_to(socket)) == 1


def test_disconnecting_leaves_nothing_behind(ada) -> None:
    socket = ada.connect()
    disconnect(socket)
    disconnect(socket)
    assert SocketItem.find(socket) is None
    assert ConnectionItem.of([ada.id], consistent=True) == {}


def test_what_a_ping_costs(ada, room, recorded) -> None:
    socket = ada.connect()
    with count_calls() as calls:
        say(socket, type="ping")
    assert calls.operations == ["GetItem", "BatchGetItem"]
    with count_calls() as calls:
        say(socket, type="ping", cursors=cursor(room))
    assert calls.operations == ["GetItem", "BatchGetItem", "Query", "BatchGetItem"]


def test_a_page_tells_whether_it_is_on_the_screen(ada, recorded) -> None:
    socket = ada.connect()
    for on in (True, False, True):
        say(socket, type="hidden", hidden=on)
        assert [one.hidden for one in ConnectionItem.of([ada.id])[ada.id]] == [on]
    odd: list[object] = ["yes", 1, None, []]
    for hidden in odd:
        say(socket, type="hidden", hidden=hidden)
    assert ConnectionItem.of([ada.id])[ada.id][0].hidden
    disconnect(socket)
    assert ConnectionItem.of([ada.id]) == {}
