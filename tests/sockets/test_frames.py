"""The frames that a client sends over its socket."""

import json
from datetime import timedelta

import pytest

from accounts.models.profiles import ProfileItem
from accounts.models.sessions import SessionItem
from chat.models.connections import ConnectionItem
from chat.models.sockets import SocketItem
from chat.services import conversations, members
from chat.services.access import load_member
from chat.sockets import disconnect, handle_frame
from chat.sockets.rate_limit import FRAMES_MAX, FrameCounter
from chatify.core.clock import now
from tests.counting import count_calls

pytestmark = pytest.mark.usefixtures("embedded_aws")


@pytest.fixture
def conversation_id(ada, bob) -> str:
    entry, _created = conversations.create(ada.profile, kind="group", name="Lunch", member_ids=[bob.id])
    return entry.conversation.id


def send(connection_id: str, **fields: object) -> None:
    handle_frame(connection_id, json.dumps(fields))


def cursor(conversation_id: str, **changes: object) -> dict[str, object]:
    return {conversation_id: {"epoch": "e", "seq": 0, "rev": 0, **changes}}


def test_a_ping_is_answered_with_a_pong(ada, recorded) -> None:
    socket = ada.connect()
    send(socket, type="ping")
    [pong] = recorded.sent_to(socket)
    assert set(pong) == {"v", "type", "now", "heads", "socket"}
    assert (pong["type"], pong["heads"], pong["socket"]) == ("pong", {}, socket)


def test_a_pong_has_the_heads_that_differ_and_no_other(ada, conversation_id, recorded) -> None:
    socket = ada.connect()
    send(socket, type="ping", cursors=cursor(conversation_id))
    head = recorded.sent_to(socket)[0]["heads"][conversation_id]
    assert set(head) == {"epoch", "seq", "rev"}
    send(socket, type="ping", cursors={conversation_id: head})
    assert recorded.sent_to(socket)[1]["heads"] == {}


def test_a_pong_has_no_head_of_a_foreign_conversation(signed_in, conversation_id, recorded) -> None:
    eve = signed_in()
    socket = eve.connect()
    send(socket, type="ping", cursors=cursor(conversation_id) | cursor("no-such-conversation"))
    assert recorded.sent_to(socket)[0]["heads"] == {}


def test_a_wrong_cursor_does_not_spoil_the_others(ada, conversation_id, recorded) -> None:
    socket = ada.connect()
    send(socket, type="ping", cursors=cursor(conversation_id) | cursor("x", seq="1") | {"y": 7, "": {}, "å": {}})
    assert set(recorded.sent_to(socket)[0]["heads"]) == {conversation_id}


def test_typing_reaches_the_other_members_and_writes_nothing(ada, bob, conversation_id, recorded) -> None:
    adas, bobs = ada.connect(), bob.connect()
    recorded.clear()
    with count_calls() as calls:
        send(adas, type="typing", conversation_id=conversation_id)
    [typing] = recorded.sent_to(bobs)
    assert (typing["type"], typing["conversation_id"], typing["user_id"]) == ("typing", conversation_id, ada.id)
    assert 0 < typing["expires_in"] <= 10
    assert recorded.sent_to(adas) == []
    assert calls.operations == ["GetItem", "BatchGetItem", "BatchGetItem"]


@pytest.mark.parametrize("removed", [False, True])
def test_typing_of_outsiders_and_removed_members_reaches_nobody(
    ada, bob, signed_in, conversation_id, recorded, removed
) -> None:
    speaker = bob if removed else signed_in()
    socket, adas = speaker.connect(), ada.connect()
    if removed:
        members.remove(load_member(ada.profile, conversation_id), bob.id)
    recorded.clear()
    send(socket, type="typing", conversation_id=conversation_id)
    assert recorded.frames == []
    send(adas, type="ping")
    assert recorded.sent_to(adas), "a silent test bench would prove nothing"


def test_somebody_signed_out_is_closed_at_the_next_frame(ada, recorded) -> None:
    socket = ada.connect()
    SessionItem.remove(ada.session_id)
    send(socket, type="ping")
    assert recorded.closes == [(socket, 4401)]
    assert recorded.sent_to(socket) == [{"v": 1, "type": "bye", "reason": "revoked"}]
    assert SocketItem.find(socket) is None
    assert ConnectionItem.of([ada.id], consistent=True) == {}


def test_somebody_banned_is_closed_at_the_next_frame(ada, recorded) -> None:
    socket = ada.connect()
    ProfileItem(ada.id).update(actions=[ProfileItem.banned_until.set(now() + timedelta(days=1))])
    send(socket, type="ping")
    assert recorded.closes == [(socket, 4403)]


def test_an_unlisted_socket_is_closed_so_that_it_connects_anew(recorded) -> None:
    send("unknown", type="ping")
    assert recorded.closes == [("unknown", 1012)]


def test_the_twenty_first_frame_in_ten_seconds_closes(ada, recorded) -> None:
    socket = ada.connect()
    for _ in range(FRAMES_MAX):
        handle_frame(socket, "noise")
    assert recorded.closes == []
    for _ in range(5):
        handle_frame(socket, "noise")
    assert recorded.closes == [(socket, 4408)]
    assert recorded.sent_to(socket) == [{"v": 1, "type": "bye", "reason": "too_many"}]
    assert SocketItem.find(socket) is None
    disconnect(socket)


def test_frames_are_counted_over_a_sliding_window() -> None:
    counter = FrameCounter()
    assert [counter.count("one", at=number * 0.5) for number in range(FRAMES_MAX)][-1] == FRAMES_MAX
    assert counter.count("one", at=10.0) == FRAMES_MAX
    assert counter.count("one", at=10.1) == FRAMES_MAX + 1
    assert counter.count("other", at=10.1) == 1


def test_a_frame_over_32_kb_is_refused(ada, recorded) -> None:
    socket = ada.connect()
    padding_max = 32 * 1024 - len('{"type":"ping","x":""}')
    handle_frame(socket, '{"type":"ping","x":"' + "x" * padding_max + '"}')
    assert [pong["type"] for pong in recorded.sent_to(socket)] == ["pong"]
    handle_frame(socket, '{"type":"ping","x":"' + "å" * (padding_max // 2 + 1) + '"}')
    assert recorded.closes == [(socket, 1009)]
    assert len(recorded.sent_to(socket)) == 1


def test_disconnecting_leaves_nothing_behind(ada) -> None:
    socket = ada.connect()
    disconnect(socket)
    disconnect(socket)
    assert SocketItem.find(socket) is None
    assert ConnectionItem.of([ada.id], consistent=True) == {}


def test_a_ping_costs_two_calls_and_with_cursors_four(ada, conversation_id, recorded) -> None:
    socket = ada.connect()
    with count_calls() as calls:
        send(socket, type="ping")
    assert calls.operations == ["GetItem", "BatchGetItem"]
    with count_calls() as calls:
        send(socket, type="ping", cursors=cursor(conversation_id))
    assert calls.operations == ["GetItem", "BatchGetItem", "Query", "BatchGetItem"]


def test_a_page_says_whether_it_is_hidden(ada, recorded) -> None:
    socket = ada.connect()
    for hidden in (True, False, True):
        send(socket, type="hidden", hidden=hidden)
        assert [connection.hidden for connection in ConnectionItem.of([ada.id])[ada.id]] == [hidden]
    wrong_values: list[object] = ["yes", 1, None, []]
    for wrong_value in wrong_values:
        send(socket, type="hidden", hidden=wrong_value)
    assert ConnectionItem.of([ada.id])[ada.id][0].hidden
    disconnect(socket)
    assert ConnectionItem.of([ada.id]) == {}
