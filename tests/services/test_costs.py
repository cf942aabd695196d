"""The DynamoDB calls of each act. tests/bench measures times, which differ between machines."""

from collections.abc import Callable

import pytest

from accounts.domain import Profile
from chat.services import conversations, inbox, messages, presence, read_state
from chat.services.access import load_member
from tests.counting import count_calls
from tests.reading import membership_in
from tests.services.conftest import MakeConversation, listen, say
from tests.services.test_sending import write_history


@pytest.mark.parametrize("size", [2, 25])
def test_sending_costs_four_calls_and_two_write_units(size: int, make_conversation: MakeConversation) -> None:
    conversation_id, people = make_conversation(size)
    for member in people[1:]:
        listen(member, f"socket-{member.id}")
    say(people[0], conversation_id, after=0)
    with count_calls() as calls:
        say(people[0], conversation_id, "an ordinary message of some forty characters", after=1)
    assert calls.operations == ["BatchGetItem", "PutItem", "BatchGetItem", "UpdateItem"]
    assert calls.wcu == 2


@pytest.mark.parametrize("history", [10, 1_000])
def test_sending_costs_the_same_whatever_the_history(history: int, make_conversation: MakeConversation) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    write_history(conversation_id, ana, 1, history)
    with count_calls() as calls:
        say(ana, conversation_id, after=history)
    assert calls.operations == ["BatchGetItem", "PutItem", "BatchGetItem", "UpdateItem"]
    assert calls.wcu == 2


def test_sending_after_100_000_messages_reads_none_of_them(make_conversation: MakeConversation) -> None:
    """One message at seq 100,000 is enough, because the log's length is read from the head only."""
    conversation_id, (ana, _) = make_conversation(2)
    write_history(conversation_id, ana, 100_000, 100_000)
    with count_calls() as calls:
        assert say(ana, conversation_id, after=100_000).message.seq == 100_001
    assert calls.operations == ["BatchGetItem", "PutItem", "BatchGetItem", "UpdateItem"]
    assert calls.wcu == 2


def test_a_retry_of_a_stored_message_writes_nothing(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    sent = say(ana, conversation_id, after=0)
    say(ben, conversation_id, after=1)
    with count_calls() as calls:
        say(ana, conversation_id, client_id=sent.message.client_id, after=0)
    assert calls.operations == ["BatchGetItem", "Query"]


def test_50_messages_of_history_are_one_query(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    write_history(conversation_id, ana, 1, 120)
    with count_calls() as calls:
        page = messages.page(*membership_in(ana, conversation_id), before=100)
    assert len(page.results) == 50
    assert calls.operations == ["BatchGetItem", "Query"], "first the membership, then the page"


def test_an_inbox_of_50_conversations_is_two_calls(
    make_conversation: MakeConversation, person: Callable[..., Profile]
) -> None:
    ana = person()
    for index in range(25):
        conversations.create(ana, kind="direct", member_ids=[person().id])
        conversations.create(ana, kind="group", name=f"group {index}")
    with count_calls() as calls:
        entries = inbox.entries(ana.id)
    assert len(entries) == 50
    assert sum(entry.peer is not None for entry in entries) == 25
    assert calls.operations == ["Query", "BatchGetItem"]


def test_typing_writes_nothing(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    with count_calls() as calls:
        presence.notify_typing(load_member(ana, conversation_id))
    assert calls.writes == []
    assert len(calls) == 2


def test_reading_writes_once_and_only_forward(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    say(ana, conversation_id)
    with count_calls() as calls:
        assert read_state.mark_read(load_member(ben, conversation_id), 1) == 1
    assert calls.writes == ["UpdateItem"]
    with count_calls() as calls:
        assert read_state.mark_read(load_member(ben, conversation_id), 1) == 1
    assert calls.writes == []
