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
from tests.services.conftest import MakeConversation, listen, say


def test_a_message_is_stored_pushed_and_counted(make_conversation: MakeConversation, recorded: Record) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    listen(ben, "ben-1")
    result = say(ana, conversation_id, "hello")
    assert result.created
    assert result.message.seq == 1
    assert [frame["message"]["body"] for frame in recorded.sent_to("ben-1")] == ["hello"]
    conversation = load_member(ben, conversation_id).conversation
    assert (conversation.last_seq, conversation.last_message and conversation.last_message.body) == (1, "hello")


def test_the_same_client_id_returns_the_stored_message(make_conversation: MakeConversation, recorded: Record) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    client_id = str(uuid4())
    first_result = say(ana, conversation_id, "one", client_id=client_id, after=0)
    retry_result = say(ana, conversation_id, "another body", client_id=client_id, after=0)
    assert not retry_result.created
    assert retry_result.message == first_result.message


def test_another_author_may_use_the_same_client_id(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    client_id = str(uuid4())
    say(ana, conversation_id, client_id=client_id, after=0)
    assert say(ben, conversation_id, client_id=client_id, after=0).created


def test_a_retry_pushes_and_raises_the_head_after_a_crash(
    make_conversation: MakeConversation, recorded: Record
) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    listen(ben, "ben-2")
    client_id = str(uuid4())

    def die() -> None:
        raise EndpointConnectionError(endpoint_url="the process died")

    with once("after-call.dynamodb.PutItem", die), pytest.raises(Exception, match="the process died"):
        say(ana, conversation_id, "hello", client_id=client_id, after=0)
    assert recorded.sent_to("ben-2") == [], "nothing was pushed yet"
    assert load_member(ana, conversation_id).conversation.last_seq == 0, "the head lags"
    say(ana, conversation_id, "hello", client_id=client_id, after=0)
    assert len(recorded.sent_to("ben-2")) == 1
    assert load_member(ana, conversation_id).conversation.last_seq == 1


def test_a_forged_after_is_refused_with_the_head(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    say(ana, conversation_id)
    with pytest.raises(BadAfter) as refusal:
        say(ana, conversation_id, after=7)
    assert refusal.value.extra["head"]["seq"] == 1


def test_a_retry_more_than_200_messages_behind_is_stale(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    client_id = str(uuid4())
    say(ana, conversation_id, client_id=client_id, after=0)
    write_history(conversation_id, ana, 2, 201)
    with pytest.raises(StaleCursor) as refusal:
        say(ana, conversation_id, client_id=client_id, after=0)
    assert refusal.value.extra["head"]["seq"] == 201


def test_a_refused_retry_more_than_200_messages_behind_is_stale_too(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    client_id = str(uuid4())
    say(ana, conversation_id, client_id=client_id, after=0)
    write_history(conversation_id, ana, 2, 201)
    with pytest.raises(StaleCursor):
        say(ana, conversation_id, "", client_id=client_id, after=0)
    conversations.change(load_member(ana, conversation_id), archived=True)
    with pytest.raises(StaleCursor):
        say(ana, conversation_id, client_id=client_id, after=0)


def test_a_retry_exactly_200_messages_behind_is_acknowledged(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    client_id = str(uuid4())
    say(ana, conversation_id, client_id=client_id, after=0)
    write_history(conversation_id, ana, 2, 200)
    assert not say(ana, conversation_id, client_id=client_id, after=0).created


@pytest.mark.parametrize(
    ("body", "refusal"), [("", EmptyMessage), (" \n\t", EmptyMessage), ("x" * 8001, MessageTooLong)]
)
def test_empty_and_too_long_bodies_are_refused(
    body: str, refusal: type[Exception], make_conversation: MakeConversation
) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    with pytest.raises(refusal):
        say(ana, conversation_id, body)


def test_8000_code_points_are_stored_exactly(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    body = " 🚲" * 4000
    assert say(ana, conversation_id, body).message.body == body
    assert read_message(ana, conversation_id, 1).body == body


def test_outsiders_and_missing_conversations_get_the_same_refusal(
    make_conversation: MakeConversation, person: Any
) -> None:
    conversation_id, _ = make_conversation(2)
    outsider = person()
    for target in (conversation_id, "nowhere"):
        with pytest.raises(ConversationNotFound):
            say(outsider, target)


def test_a_removed_member_neither_writes_nor_gets_pushes(make_conversation: MakeConversation, recorded: Record) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    listen(ben, "ben-3")
    members.remove(load_member(ana, conversation_id), ben.id)
    recorded.clear()
    with pytest.raises(ConversationNotFound):
        say(ben, conversation_id)
    say(ana, conversation_id)
    assert recorded.sent_to("ben-3") == []


def test_archived_and_read_only_conversations_take_no_messages(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    conversations.change(load_member(ana, conversation_id), posting="owners")
    with pytest.raises(PostingClosed):
        say(ben, conversation_id)
    assert say(ana, conversation_id).created
    conversations.change(load_member(ana, conversation_id), archived=True)
    with pytest.raises(Archived):
        say(ana, conversation_id)


def test_a_reply_to_a_missing_message_is_refused(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    say(ana, conversation_id)
    assert say(ana, conversation_id, reply_to=1).message.reply_to == 1
    with pytest.raises(Invalid):
        say(ana, conversation_id, reply_to=99)


def write_history(conversation_id: str, author: Profile, first: int, last: int) -> None:
    """Write messages straight into the log and raise the head, which is faster than sending them."""
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


def test_sixty_simultaneous_sends_all_succeed(make_conversation: MakeConversation) -> None:
    """Threads of one process take turns, so each send loses its slot at most once."""
    conversation_id, people = make_conversation(10)

    def write(number: int) -> Message:
        return say(people[number % 10], conversation_id, str(number), after=0).message

    with count_calls() as calls, ThreadPoolExecutor(20) as pool:
        written = list(pool.map(write, range(60)))
    assert sorted(message.seq for message in written) == list(range(1, 61))
    assert calls.operations.count("PutItem") <= 2 * 60


def test_unread_rules_do_not_replace_the_cached_rules(make_conversation: MakeConversation, monkeypatch) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    cached_rules = (object(),)
    monkeypatch.setattr(rules._Cache, "rules", cached_rules)
    monkeypatch.setattr(rules._Cache, "valid_until", monotonic() + 60)
    context = read_message_context(conversation_id, handles=[], with_rules=rules.are_stale())
    monkeypatch.setattr(rules._Cache, "valid_until", 0.0)
    rules._remember(context.rules)
    assert rules._Cache.rules is cached_rules, "unread rules must not replace the cached ones"
    context = read_message_context(conversation_id, handles=[], with_rules=rules.are_stale())
    rules._remember(context.rules)
    assert not list(rules._Cache.rules)
