"""A room of 2,000 members with 500 open sockets: who is told what, and what a message costs there."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from time import time
from uuid import uuid4

import pytest

from accounts.domain import Profile
from chat.domain.conversations import HINT_INTERVAL
from chat.domain.errors import ConversationNotFound
from chat.models.connections import Connection, ConnectionItem
from chat.models.conversations import ConversationItem
from chat.models.rosters import RosterItem
from chat.models.sockets import SocketItem
from chat.models.viewers import ViewerItem
from chat.services import activity_hints, editing, members, presence
from chat.services.access import load_member, load_message
from chatify.core import clock
from tests.counting import count_calls
from tests.models.dense_log import once
from tests.recording import Record
from tests.services.conftest import say

Room = Callable[..., tuple[str, list[Profile]]]
MEMBERS, ONLINE, LOOKING = 2_000, 500, 60


@pytest.fixture
def crowd(room: Room, recorded: Record) -> tuple[str, Profile, Profile, list[str]]:
    """The room, its owner, a member who exists, and the crowd's ids: the first 500 online, the first 60 looking."""
    conversation_id, (ana, ben) = room(2)
    ids = [str(uuid4()) for _ in range(MEMBERS - 2)]
    RosterItem(conversation_id).update(actions=[RosterItem.members.add(set(ids))])
    ConversationItem(conversation_id).update(actions=[ConversationItem.member_count.set(MEMBERS)])
    with ConnectionItem.batch_write() as batch:
        for user_id in ids[:ONLINE]:
            socket = Connection(f"s-{user_id}", time())
            batch.save(ConnectionItem(user_id, sockets={str(socket)}, expires_at=socket.expires_at))
    for user_id in ids[:LOOKING]:
        ViewerItem.add(conversation_id, Connection(f"s-{user_id}", time()), user_id)
    return conversation_id, ana, ben, ids


def tell_it_moved(conversation_id: str, seq: int = 1, **fields: bool) -> bool:
    """As the stream's consumer does it."""
    item = ConversationItem.find(conversation_id)
    assert item is not None
    return activity_hints.hint(item.to_conversation(), seq, **{"mentions_everybody": False, **fields})


def hinted_ago(conversation_id: str, ago: timedelta) -> None:
    ConversationItem(conversation_id).update(actions=[ConversationItem.hinted_at.set(clock.now() - ago)])


@pytest.mark.parametrize("hinted", [False, True])
def test_a_message_costs_five_calls_and_reaches_those_who_look(
    hinted: bool, crowd: tuple[str, Profile, Profile, list[str]], recorded: Record
) -> None:
    conversation_id, ana, _, ids = crowd
    if hinted:
        hinted_ago(conversation_id, timedelta())
    with count_calls() as calls:
        say(ana, conversation_id, after=0)
    assert {frame["type"] for frame in recorded.frames} == {"message.created"}
    assert all(len(recorded.sent_to(f"s-{user_id}")) == 1 for user_id in ids[:LOOKING])
    assert len(recorded.frames) == LOOKING
    assert calls.operations == ["BatchGetItem", "PutItem", "Query", "BatchGetItem", "UpdateItem"]
    assert calls.wcu == 2
    print(
        f"\na message to {MEMBERS} members, {ONLINE} sockets, {LOOKING} looking: {calls.operations}, {calls.capacity}"
    )


def test_the_others_get_one_hint_and_the_next_after_fifteen_seconds(
    crowd: tuple[str, Profile, Profile, list[str]], recorded: Record
) -> None:
    conversation_id, ana, _, ids = crowd
    say(ana, conversation_id, after=0)
    recorded.clear()
    with count_calls() as calls:
        assert tell_it_moved(conversation_id)
    assert all(len(recorded.sent_to(f"s-{user_id}")) == 1 for user_id in ids[LOOKING:ONLINE])
    assert {(frame["type"], frame["seq"]) for frame in recorded.frames} == {("head", 1)}
    assert len(recorded.frames) == ONLINE - LOOKING
    one_by_one = ["GetItem", "UpdateItem", "GetItem", "Query"]
    assert calls.operations == [*one_by_one, *["BatchGetItem"] * (MEMBERS // 100)], "the first GetItem is this test's"
    assert calls.wcu == 1
    with count_calls() as calls:
        assert not tell_it_moved(conversation_id, 2)
    assert calls.operations == ["GetItem"]
    hinted_ago(conversation_id, HINT_INTERVAL)
    assert tell_it_moved(conversation_id, 3)


def test_of_two_consumers_one_tells(crowd: tuple[str, Profile, Profile, list[str]], recorded: Record) -> None:
    conversation_id, *_ = crowd
    hinted_ago(conversation_id, HINT_INTERVAL)
    with once("before-call.dynamodb.UpdateItem", lambda: hinted_ago(conversation_id, timedelta())):
        assert not tell_it_moved(conversation_id)
    assert recorded.frames == []


def test_a_small_room_is_never_hinted(room: Room, recorded: Record) -> None:
    conversation_id, _ = room(2)
    recorded.clear()
    assert not tell_it_moved(conversation_id, mentions_everybody=True)
    assert recorded.frames == []


def test_who_is_mentioned_is_told_wherever_they_are_and_all_are_told_of_all(
    crowd: tuple[str, Profile, Profile, list[str]], recorded: Record
) -> None:
    conversation_id, ana, ben, _ = crowd
    hinted_ago(conversation_id, timedelta())
    ConnectionItem.opened(ben.id, Connection("ben-elsewhere", time()))
    say(ana, conversation_id, f"@{ben.handle}")
    assert [frame["type"] for frame in recorded.sent_to("ben-elsewhere")] == ["message.created"]
    recorded.clear()
    assert tell_it_moved(conversation_id, mentions_everybody=True)
    assert sum(frame["type"] == "head" for frame in recorded.frames) == ONLINE - LOOKING + 1


def test_revisions_and_typing_are_for_those_who_look(
    crowd: tuple[str, Profile, Profile, list[str]], recorded: Record
) -> None:
    conversation_id, ana, ben, _ = crowd
    say(ana, conversation_id)
    recorded.clear()
    editing.edit(*load_message(ana, conversation_id, 1), body="changed")
    assert len(recorded.frames) == LOOKING
    recorded.clear()
    with count_calls() as calls:
        presence.notify_typing(load_member(ben, conversation_id))
    assert len(recorded.frames) == LOOKING
    assert calls.operations == ["BatchGetItem", "Query"]


def test_somebody_removed_hears_nothing_even_if_still_listed_as_looking(
    crowd: tuple[str, Profile, Profile, list[str]], recorded: Record
) -> None:
    conversation_id, ana, ben, _ = crowd
    ViewerItem.add(conversation_id, Connection("ben-looks", time()), ben.id)
    members.remove(load_member(ana, conversation_id), ben.id)
    recorded.clear()
    say(ana, conversation_id)
    assert recorded.sent_to("ben-looks") == []


def test_a_dead_socket_is_forgotten(crowd: tuple[str, Profile, Profile, list[str]], recorded: Record) -> None:
    conversation_id, ana, ben, _ = crowd
    old = Connection("ben-dead", time() - 60)
    SocketItem.open(old, user_id=ben.id, session_id="s")
    look(ben, "ben-dead", conversation_id)
    recorded.gone.add("ben-dead")
    say(ana, conversation_id)
    assert "ben-dead" not in {one.id for found in ViewerItem.of(conversation_id).values() for one in found}


def test_looking_is_kept_for_large_rooms_one_at_a_time_and_ends_with_the_socket(
    crowd: tuple[str, Profile, Profile, list[str]], room: Room
) -> None:
    large, _, ben, _ = crowd
    small, _ = room(2)
    SocketItem.open(Connection("ben-1", time()), user_id=ben.id, session_id="s")
    for conversation_id, listed in ((large, True), (small, False), (large, True), (None, False), ("nowhere", False)):
        look(ben, "ben-1", conversation_id)
        assert (ben.id in ViewerItem.of(large)) == listed, conversation_id
    look(ben, "ben-1", large)
    SocketItem.close("ben-1")
    assert ben.id not in ViewerItem.of(large)


def test_a_stranger_cannot_listen_by_looking(crowd: tuple[str, Profile, Profile, list[str]], room: Room) -> None:
    large, *_ = crowd
    _, (stranger, _) = room(2)
    SocketItem.open(Connection("stranger-1", time()), user_id=stranger.id, session_id="s")
    look(stranger, "stranger-1", large)
    assert stranger.id not in ViewerItem.of(large)


def look(person: Profile, connection_id: str, conversation_id: str | None) -> None:
    """As an `open` frame does."""
    socket = SocketItem.find_alive(connection_id)
    assert socket is not None
    member = None
    with suppress(ConversationNotFound):
        member = load_member(person, conversation_id) if conversation_id else None
    presence.set_viewed(socket, member)
