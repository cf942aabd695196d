"""A conversation of 2,000 members with 500 open sockets: who gets which push, and what a message costs."""

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
from tests.services.conftest import MakeConversation, say

MEMBERS, ONLINE, VIEWERS = 2_000, 500, 60


@pytest.fixture
def crowd(make_conversation: MakeConversation, recorded: Record) -> tuple[str, Profile, Profile, list[str]]:
    """Return the conversation's id, its owner, a member, and 1,998 ids: the first 500 are online, the first 60 view it."""
    conversation_id, (ana, ben) = make_conversation(2)
    ids = [str(uuid4()) for _ in range(MEMBERS - 2)]
    RosterItem(conversation_id).update(actions=[RosterItem.members.add(set(ids))])
    ConversationItem(conversation_id).update(actions=[ConversationItem.member_count.set(MEMBERS)])
    with ConnectionItem.batch_write() as batch:
        for user_id in ids[:ONLINE]:
            socket = Connection(f"s-{user_id}", time())
            batch.save(ConnectionItem(user_id, sockets={str(socket)}, expires_at=socket.expires_at))
    for user_id in ids[:VIEWERS]:
        ViewerItem.add(conversation_id, Connection(f"s-{user_id}", time()), user_id)
    return conversation_id, ana, ben, ids


def hint_activity(conversation_id: str, seq: int = 1, **fields: bool) -> bool:
    """Hint as the stream's consumer does."""
    item = ConversationItem.find(conversation_id)
    assert item is not None
    return activity_hints.hint(item.to_conversation(), seq, **{"mentions_everybody": False, **fields})


def set_last_hint(conversation_id: str, ago: timedelta) -> None:
    ConversationItem(conversation_id).update(actions=[ConversationItem.hinted_at.set(clock.now() - ago)])


@pytest.mark.parametrize("hinted", [False, True])
def test_a_message_costs_five_calls_and_reaches_those_who_view(
    hinted: bool, crowd: tuple[str, Profile, Profile, list[str]], recorded: Record
) -> None:
    conversation_id, ana, _, ids = crowd
    if hinted:
        set_last_hint(conversation_id, timedelta())
    with count_calls() as calls:
        say(ana, conversation_id, after=0)
    assert {frame["type"] for frame in recorded.frames} == {"message.created"}
    assert all(len(recorded.sent_to(f"s-{user_id}")) == 1 for user_id in ids[:VIEWERS])
    assert len(recorded.frames) == VIEWERS
    assert calls.operations == ["BatchGetItem", "PutItem", "Query", "BatchGetItem", "UpdateItem"]
    assert calls.wcu == 2
    print(
        f"\na message to {MEMBERS} members, {ONLINE} sockets, {VIEWERS} viewing: {calls.operations}, {calls.capacity}"
    )


def test_members_who_do_not_view_get_a_hint_every_fifteen_seconds(
    crowd: tuple[str, Profile, Profile, list[str]], recorded: Record
) -> None:
    conversation_id, ana, _, ids = crowd
    say(ana, conversation_id, after=0)
    recorded.clear()
    with count_calls() as calls:
        assert hint_activity(conversation_id)
    assert all(len(recorded.sent_to(f"s-{user_id}")) == 1 for user_id in ids[VIEWERS:ONLINE])
    assert {(frame["type"], frame["seq"]) for frame in recorded.frames} == {("head", 1)}
    assert len(recorded.frames) == ONLINE - VIEWERS
    head_calls = ["GetItem", "UpdateItem", "GetItem", "Query"]
    assert calls.operations == [*head_calls, *["BatchGetItem"] * (MEMBERS // 100)], (
        "the first GetItem is made by this test"
    )
    assert calls.wcu == 1
    with count_calls() as calls:
        assert not hint_activity(conversation_id, 2)
    assert calls.operations == ["GetItem"]
    set_last_hint(conversation_id, HINT_INTERVAL)
    assert hint_activity(conversation_id, 3)


def test_only_one_of_two_consumers_hints(crowd: tuple[str, Profile, Profile, list[str]], recorded: Record) -> None:
    conversation_id, *_ = crowd
    set_last_hint(conversation_id, HINT_INTERVAL)
    with once("before-call.dynamodb.UpdateItem", lambda: set_last_hint(conversation_id, timedelta())):
        assert not hint_activity(conversation_id)
    assert recorded.frames == []


def test_small_conversations_get_no_hints(make_conversation: MakeConversation, recorded: Record) -> None:
    conversation_id, _ = make_conversation(2)
    recorded.clear()
    assert not hint_activity(conversation_id, mentions_everybody=True)
    assert recorded.frames == []


def test_mentioned_members_get_the_push_and_all_get_a_hint_of_all(
    crowd: tuple[str, Profile, Profile, list[str]], recorded: Record
) -> None:
    conversation_id, ana, ben, _ = crowd
    set_last_hint(conversation_id, timedelta())
    ConnectionItem.add(ben.id, Connection("ben-elsewhere", time()))
    say(ana, conversation_id, f"@{ben.handle}")
    assert [frame["type"] for frame in recorded.sent_to("ben-elsewhere")] == ["message.created"]
    recorded.clear()
    assert hint_activity(conversation_id, mentions_everybody=True)
    assert sum(frame["type"] == "head" for frame in recorded.frames) == ONLINE - VIEWERS + 1


def test_revisions_and_typing_are_for_those_who_view(
    crowd: tuple[str, Profile, Profile, list[str]], recorded: Record
) -> None:
    conversation_id, ana, ben, _ = crowd
    say(ana, conversation_id)
    recorded.clear()
    editing.edit(*load_message(ana, conversation_id, 1), body="changed")
    assert len(recorded.frames) == VIEWERS
    recorded.clear()
    with count_calls() as calls:
        presence.notify_typing(load_member(ben, conversation_id))
    assert len(recorded.frames) == VIEWERS
    assert calls.operations == ["BatchGetItem", "Query"]


def test_a_removed_viewer_gets_no_push(crowd: tuple[str, Profile, Profile, list[str]], recorded: Record) -> None:
    conversation_id, ana, ben, _ = crowd
    ViewerItem.add(conversation_id, Connection("ben-views", time()), ben.id)
    members.remove(load_member(ana, conversation_id), ben.id)
    recorded.clear()
    say(ana, conversation_id)
    assert recorded.sent_to("ben-views") == []


def test_a_dead_socket_is_removed_from_the_viewers(
    crowd: tuple[str, Profile, Profile, list[str]], recorded: Record
) -> None:
    conversation_id, ana, ben, _ = crowd
    connection = Connection("ben-dead", time() - 60)
    SocketItem.open(connection, user_id=ben.id, session_id="s")
    view(ben, "ben-dead", conversation_id)
    recorded.gone.add("ben-dead")
    say(ana, conversation_id)
    assert "ben-dead" not in {viewer.id for viewers in ViewerItem.of(conversation_id).values() for viewer in viewers}


def test_a_socket_views_one_large_conversation_until_it_closes(
    crowd: tuple[str, Profile, Profile, list[str]], make_conversation: MakeConversation
) -> None:
    large, _, ben, _ = crowd
    small, _ = make_conversation(2)
    SocketItem.open(Connection("ben-1", time()), user_id=ben.id, session_id="s")
    for conversation_id, is_listed in ((large, True), (small, False), (large, True), (None, False), ("nowhere", False)):
        view(ben, "ben-1", conversation_id)
        assert (ben.id in ViewerItem.of(large)) == is_listed, conversation_id
    view(ben, "ben-1", large)
    SocketItem.close("ben-1")
    assert ben.id not in ViewerItem.of(large)


def test_an_outsider_cannot_become_a_viewer(
    crowd: tuple[str, Profile, Profile, list[str]], make_conversation: MakeConversation
) -> None:
    large, *_ = crowd
    _, (stranger, _) = make_conversation(2)
    SocketItem.open(Connection("stranger-1", time()), user_id=stranger.id, session_id="s")
    view(stranger, "stranger-1", large)
    assert stranger.id not in ViewerItem.of(large)


def view(person: Profile, connection_id: str, conversation_id: str | None) -> None:
    """View a conversation as an `open` frame does."""
    socket = SocketItem.find_alive(connection_id)
    assert socket is not None
    member = None
    with suppress(ConversationNotFound):
        member = load_member(person, conversation_id) if conversation_id else None
    presence.set_viewed(socket, member)
