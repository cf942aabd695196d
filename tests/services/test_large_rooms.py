"""A room of 2,000 members with 500 open sockets: who is told what, and what a message costs there."""

from collections.abc import Callable
from datetime import timedelta
from time import time
from uuid import uuid4

import pytest

from accounts.domain import Profile
from chat.domain.conversations import HINTED_EVERY
from chat.models.connections import Connection, ConnectionItem
from chat.models.conversations import ConversationItem
from chat.models.rosters import RosterItem
from chat.models.sockets import SocketItem
from chat.models.viewers import ViewerItem
from chat.services import editing, members, viewing
from chat.services.typing import typing
from chatify import clock
from tests.counting import count_calls
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
        ViewerItem.looks(conversation_id, Connection(f"s-{user_id}", time()), user_id)
    return conversation_id, ana, ben, ids


def settle(conversation_id: str) -> None:
    """As if all had been told just now."""
    ConversationItem(conversation_id).update(actions=[ConversationItem.hinted_at.set(clock.now())])


def test_those_who_look_get_the_message_and_the_others_one_hint(
    crowd: tuple[str, Profile, Profile, list[str]], recorded: Record
) -> None:
    conversation_id, ana, _, ids = crowd
    with count_calls() as calls:
        say(ana, conversation_id, after=0)
    kinds = {user_id: [frame["type"] for frame in recorded.sent_to(f"s-{user_id}")] for user_id in ids[:ONLINE]}
    assert all(kinds[user_id] == ["message.created"] for user_id in ids[:LOOKING])
    assert all(kinds[user_id] == ["head"] for user_id in ids[LOOKING:ONLINE])
    assert calls.operations.count("BatchGetItem") == 2 + MEMBERS // 100
    recorded.clear()
    with count_calls() as calls:
        say(ana, conversation_id, after=1)
    assert {frame["type"] for frame in recorded.frames} == {"message.created"}
    assert len(recorded.frames) == LOOKING
    assert calls.operations == ["BatchGetItem", "PutItem", "Query", "BatchGetItem", "UpdateItem"]
    assert calls.wcu == 2
    print(
        f"\na message to {MEMBERS} members, {ONLINE} sockets, {LOOKING} looking: {calls.operations}, {calls.capacity}"
    )


def test_the_hint_comes_again_after_fifteen_seconds(
    crowd: tuple[str, Profile, Profile, list[str]], recorded: Record
) -> None:
    conversation_id, ana, _, _ = crowd
    then = clock.now() - HINTED_EVERY - timedelta(seconds=1)
    ConversationItem(conversation_id).update(actions=[ConversationItem.hinted_at.set(then)])
    say(ana, conversation_id, after=0)
    assert sum(frame["type"] == "head" for frame in recorded.frames) == ONLINE - LOOKING
    hint = next(frame for frame in recorded.frames if frame["type"] == "head")
    assert (hint["seq"], hint["conversation_id"]) == (1, conversation_id)


def test_who_is_mentioned_is_told_wherever_they_are_and_all_are_told_of_all(
    crowd: tuple[str, Profile, Profile, list[str]], recorded: Record
) -> None:
    conversation_id, ana, ben, _ = crowd
    settle(conversation_id)
    ConnectionItem.opened(ben.id, Connection("ben-elsewhere", time()))
    say(ana, conversation_id, f"@{ben.handle}")
    assert [frame["type"] for frame in recorded.sent_to("ben-elsewhere")] == ["message.created"]
    recorded.clear()
    say(ana, conversation_id, "@all")
    assert sum(frame["type"] == "head" for frame in recorded.frames) == ONLINE - LOOKING + 1


def test_revisions_and_typing_are_for_those_who_look(
    crowd: tuple[str, Profile, Profile, list[str]], recorded: Record
) -> None:
    conversation_id, ana, ben, _ = crowd
    say(ana, conversation_id)
    recorded.clear()
    editing.edit(ana, conversation_id, 1, body="changed")
    assert len(recorded.frames) == LOOKING
    recorded.clear()
    with count_calls() as calls:
        typing(ben, conversation_id)
    assert len(recorded.frames) == LOOKING
    assert calls.operations == ["BatchGetItem", "Query"]


def test_somebody_removed_hears_nothing_even_if_still_listed_as_looking(
    crowd: tuple[str, Profile, Profile, list[str]], recorded: Record
) -> None:
    conversation_id, ana, ben, _ = crowd
    ViewerItem.looks(conversation_id, Connection("ben-looks", time()), ben.id)
    members.remove(ana, conversation_id, ben.id)
    recorded.clear()
    say(ana, conversation_id)
    assert recorded.sent_to("ben-looks") == []


def test_a_dead_socket_is_forgotten(crowd: tuple[str, Profile, Profile, list[str]], recorded: Record) -> None:
    conversation_id, ana, ben, _ = crowd
    settle(conversation_id)
    old = Connection("ben-dead", time() - 60)
    SocketItem.open(old, user_id=ben.id, session_id="s")
    viewing.look(alive("ben-dead"), conversation_id)
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
        viewing.look(alive("ben-1"), conversation_id)
        assert (ben.id in ViewerItem.of(large)) == listed, conversation_id
    viewing.look(alive("ben-1"), large)
    SocketItem.close("ben-1")
    assert ben.id not in ViewerItem.of(large)


def test_a_stranger_cannot_listen_by_looking(crowd: tuple[str, Profile, Profile, list[str]], room: Room) -> None:
    large, *_ = crowd
    _, (stranger, _) = room(2)
    SocketItem.open(Connection("stranger-1", time()), user_id=stranger.id, session_id="s")
    viewing.look(alive("stranger-1"), large)
    assert stranger.id not in ViewerItem.of(large)


def alive(connection_id: str) -> SocketItem:
    row = SocketItem.alive(connection_id)
    assert row is not None
    return row
