"""What each act asks of DynamoDB. Counts don't drift; times do (see tests/bench)."""

from collections.abc import Callable

import pytest

from accounts.domain import Profile
from chat.services import conversations, inbox, messages, presence, read_state
from chat.services.access import load_member
from tests.counting import count_calls
from tests.reading import membership_in
from tests.services.conftest import listen, say
from tests.services.test_sending import write_history

Room = Callable[..., tuple[str, list[Profile]]]


@pytest.mark.parametrize("size", [2, 25])
def test_a_send_is_four_calls_and_two_write_units(size: int, room: Room) -> None:
    conversation_id, people = room(size)
    for each in people[1:]:
        listen(each, f"socket-{each.id}")
    say(people[0], conversation_id, after=0)
    with count_calls() as calls:
        say(people[0], conversation_id, "an ordinary message of some forty characters", after=1)
    assert calls.operations == ["BatchGetItem", "PutItem", "BatchGetItem", "UpdateItem"]
    assert calls.wcu == 2


@pytest.mark.parametrize("history", [10, 1_000])
def test_a_send_costs_the_same_whatever_the_history(history: int, room: Room) -> None:
    conversation_id, (ana, _) = room(2)
    write_history(conversation_id, ana, 1, history)
    with count_calls() as calls:
        say(ana, conversation_id, after=history)
    assert calls.operations == ["BatchGetItem", "PutItem", "BatchGetItem", "UpdateItem"]
    assert calls.wcu == 2


def test_a_send_into_100_000_messages_reads_none_of_them(room: Room) -> None:
    """The log's length is only ever read off the head: one message far up is as good as all below it."""
    conversation_id, (ana, _) = room(2)
    write_history(conversation_id, ana, 100_000, 100_000)
    with count_calls() as calls:
        assert say(ana, conversation_id, after=100_000).message.seq == 100_001
    assert calls.operations == ["BatchGetItem", "PutItem", "BatchGetItem", "UpdateItem"]
    assert calls.wcu == 2


def test_a_retry_of_a_stored_message_writes_nothing(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
    sent = say(ana, conversation_id, after=0)
    say(ben, conversation_id, after=1)
    with count_calls() as calls:
        say(ana, conversation_id, client_id=sent.message.client_id, after=0)
    assert calls.operations == ["BatchGetItem", "Query"]


def test_50_messages_of_history_are_one_query(room: Room) -> None:
    conversation_id, (ana, _) = room(2)
    write_history(conversation_id, ana, 1, 120)
    with count_calls() as calls:
        page = messages.page(*membership_in(ana, conversation_id), before=100)
    assert len(page.results) == 50
    assert calls.operations == ["BatchGetItem", "Query"], "the access, then the page"


def test_an_inbox_of_50_conversations_is_two_calls(room: Room, person: Callable[..., Profile]) -> None:
    ana = person()
    for index in range(25):
        conversations.create(ana, kind="direct", member_ids=[person().id])
        conversations.create(ana, kind="group", name=f"group {index}")
    with count_calls() as calls:
        found = inbox.entries(ana.id)
    assert len(found) == 50
    assert sum(entry.peer is not None for entry in found) == 25
    assert calls.operations == ["Query", "BatchGetItem"]


def test_typing_writes_nothing(room: Room) -> None:
    conversation_id, (ana, _) = room(2)
    with count_calls() as calls:
        presence.notify_typing(load_member(ana, conversation_id))
    assert calls.writes == []
    assert len(calls) == 2


def test_reading_writes_once_and_only_forward(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
    say(ana, conversation_id)
    with count_calls() as calls:
        assert read_state.mark_read(load_member(ben, conversation_id), 1) == 1
    assert calls.writes == ["UpdateItem"]
    with count_calls() as calls:
        assert read_state.mark_read(load_member(ben, conversation_id), 1) == 1
    assert calls.writes == []
