from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import EndpointConnectionError

from accounts.domain import Profile
from chat.domain.errors import (
    Archived,
    BadAfter,
    ConversationNotFound,
    EmptyMessage,
    MessageTooLong,
    PostingClosed,
    StaleCursor,
)
from chat.domain.messages import Message
from chat.models.conversations import ConversationItem
from chat.models.message_context import read_message_context
from chat.models.messages import MessageItem
from chat.services import conversations, members, rules
from chat.services.access import load_member
from chatify.core import clock
from chatify.core.errors import Invalid
from tests.counting import count_calls
from tests.models.dense_log import once
from tests.reading import read_message
from tests.recording import Record
from tests.services.conftest import listen, say

Room = Callable[..., tuple[str, list[Profile]]]


def test_a_message_is_stored_pushed_and_counted(room: Room, recorded: Record) -> None:
    conversation_id, (ana, ben) = room(2)
    listen(ben, "ben-1")
    sent = say(ana, conversation_id, "hello")
    assert sent.created
    assert sent.message.seq == 1
    assert [frame["message"]["body"] for frame in recorded.sent_to("ben-1")] == ["hello"]
    conversation = load_member(ben, conversation_id).conversation
    assert (conversation.last_seq, conversation.last_message and conversation.last_message.body) == (1, "hello")


def test_the_same_client_id_again_is_the_stored_message(room: Room, recorded: Record) -> None:
    conversation_id, (ana, _) = room(2)
    client_id = str(uuid4())
    first = say(ana, conversation_id, "one", client_id=client_id, after=0)
    again = say(ana, conversation_id, "another body", client_id=client_id, after=0)
    assert not again.created
    assert again.message == first.message


def test_another_author_may_use_the_same_client_id(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
    client_id = str(uuid4())
    say(ana, conversation_id, client_id=client_id, after=0)
    assert say(ben, conversation_id, client_id=client_id, after=0).created


def test_a_retry_repairs_what_a_crash_after_the_put_left_undone(room: Room, recorded: Record) -> None:
    conversation_id, (ana, ben) = room(2)
    listen(ben, "ben-2")
    client_id = str(uuid4())

    def die() -> None:
        raise EndpointConnectionError(endpoint_url="the process died")

    with once("after-call.dynamodb.PutItem", die), pytest.raises(Exception, match="the process died"):
        say(ana, conversation_id, "hello", client_id=client_id, after=0)
    assert recorded.sent_to("ben-2") == [], "nobody was told yet"
    assert load_member(ana, conversation_id).conversation.last_seq == 0, "the head lags"
    say(ana, conversation_id, "hello", client_id=client_id, after=0)
    assert len(recorded.sent_to("ben-2")) == 1
    assert load_member(ana, conversation_id).conversation.last_seq == 1


def test_a_forged_after_is_refused_with_the_head(room: Room) -> None:
    conversation_id, (ana, _) = room(2)
    say(ana, conversation_id)
    with pytest.raises(BadAfter) as refusal:
        say(ana, conversation_id, after=7)
    assert refusal.value.extra["head"]["seq"] == 1


def test_more_than_200_behind_is_stale_even_where_it_is_stored(room: Room) -> None:
    conversation_id, (ana, _) = room(2)
    client_id = str(uuid4())
    say(ana, conversation_id, client_id=client_id, after=0)
    write_history(conversation_id, ana, 2, 201)
    with pytest.raises(StaleCursor) as refusal:
        say(ana, conversation_id, client_id=client_id, after=0)
    assert refusal.value.extra["head"]["seq"] == 201


def test_what_would_be_refused_is_stale_too_where_nobody_can_say_whether_it_is_stored(room: Room) -> None:
    conversation_id, (ana, _) = room(2)
    client_id = str(uuid4())
    say(ana, conversation_id, client_id=client_id, after=0)
    write_history(conversation_id, ana, 2, 201)
    with pytest.raises(StaleCursor):
        say(ana, conversation_id, "", client_id=client_id, after=0)
    conversations.change(load_member(ana, conversation_id), archived=True)
    with pytest.raises(StaleCursor):
        say(ana, conversation_id, client_id=client_id, after=0)


def test_exactly_200_behind_is_still_examined(room: Room) -> None:
    conversation_id, (ana, _) = room(2)
    client_id = str(uuid4())
    say(ana, conversation_id, client_id=client_id, after=0)
    write_history(conversation_id, ana, 2, 200)
    assert not say(ana, conversation_id, client_id=client_id, after=0).created


@pytest.mark.parametrize(
    ("body", "refusal"), [("", EmptyMessage), (" \n\t", EmptyMessage), ("x" * 8001, MessageTooLong)]
)
def test_bodies_that_are_refused(body: str, refusal: type[Exception], room: Room) -> None:
    conversation_id, (ana, _) = room(2)
    with pytest.raises(refusal):
        say(ana, conversation_id, body)


def test_8000_code_points_are_kept_exactly(room: Room) -> None:
    conversation_id, (ana, _) = room(2)
    body = " 🚲" * 4000
    assert say(ana, conversation_id, body).message.body == body
    assert read_message(ana, conversation_id, 1).body == body


def test_an_outsider_and_an_absent_conversation_are_refused_alike(room: Room, person: Any) -> None:
    conversation_id, _ = room(2)
    outsider = person()
    for target in (conversation_id, "nowhere"):
        with pytest.raises(ConversationNotFound):
            say(outsider, target)


def test_somebody_removed_neither_writes_nor_hears(room: Room, recorded: Record) -> None:
    conversation_id, (ana, ben) = room(2)
    listen(ben, "ben-3")
    members.remove(load_member(ana, conversation_id), ben.id)
    recorded.clear()
    with pytest.raises(ConversationNotFound):
        say(ben, conversation_id)
    say(ana, conversation_id)
    assert recorded.sent_to("ben-3") == []


def test_archived_and_read_only_conversations_take_no_messages(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
    conversations.change(load_member(ana, conversation_id), posting="owners")
    with pytest.raises(PostingClosed):
        say(ben, conversation_id)
    assert say(ana, conversation_id).created
    conversations.change(load_member(ana, conversation_id), archived=True)
    with pytest.raises(Archived):
        say(ana, conversation_id)


def test_a_reply_needs_its_message(room: Room) -> None:
    conversation_id, (ana, _) = room(2)
    say(ana, conversation_id)
    assert say(ana, conversation_id, reply_to=1).message.reply_to == 1
    with pytest.raises(Invalid):
        say(ana, conversation_id, reply_to=99)


def write_history(conversation_id: str, author: Profile, first: int, last: int) -> None:
    """Straight into the log, the head behind it: a long conversation without its thousand sends."""
    with MessageItem.batch_write() as batch:
        for seq in range(first, last + 1):
            batch.save(
                MessageItem(
                    conversation_id=conversation_id,
                    seq=seq,
                    client_id=str(uuid4()),
                    author_id=author.id,
                    body=f"message {seq}",
                    sent_at=clock.now(),
                )
            )
    ConversationItem.raise_head(
        Message(
            conversation_id=conversation_id,
            seq=last,
            client_id=None,
            author_id=author.id,
            body=f"message {last}",
            sent_at=clock.now(),
        )
    )


def test_a_crowd_that_writes_at_once_is_not_refused(room: Room) -> None:
    """Threads of one process take turns: each loses a slot at most once, to what was written since it looked."""
    conversation_id, people = room(10)

    def write(number: int) -> Message:
        return say(people[number % 10], conversation_id, str(number), after=0).message

    with count_calls() as calls, ThreadPoolExecutor(20) as pool:
        written = list(pool.map(write, range(60)))
    assert sorted(message.seq for message in written) == list(range(1, 61))
    assert calls.operations.count("PutItem") <= 2 * 60


def test_the_sites_rules_do_not_lapse_while_a_message_is_on_its_way(room: Room, monkeypatch) -> None:
    conversation_id, (ana, _) = room(2)
    kept = (object(),)
    monkeypatch.setattr(rules._Cache, "rules", kept)
    monkeypatch.setattr(rules._Cache, "valid_until", monotonic() + 60)
    context = read_message_context(conversation_id, handles=[], with_rules=rules.are_stale())
    monkeypatch.setattr(rules._Cache, "valid_until", 0.0)
    rules._remember(context.rules)
    assert rules._Cache.rules is kept, "rules that were not read were taken for none"
    context = read_message_context(conversation_id, handles=[], with_rules=rules.are_stale())
    rules._remember(context.rules)
    assert not list(rules._Cache.rules)
