"""The stream's consumer pushes each missed message once, and no failing record stops the others."""

from typing import Any
from uuid import uuid4

import pytest

from chat.domain.conversations import LARGE_ABOVE, Conversation
from chat.domain.memberships import Membership
from chat.domain.messages import compose
from chat.models import membership_transactions
from chat.models.connections import Connection, ConnectionItem
from chat.models.conversations import ConversationItem
from chat.models.messages import MessageItem
from chat.stream import consume
from chatify.core.clock import now

pytestmark = pytest.mark.usefixtures("moto_tables")


@pytest.fixture
def conversation_and_author(person, recorded):
    """Return a conversation and its author; its other member has a socket open."""
    author, reader = person(), person()
    conversation = _conversation()
    members = [Membership(user_id=profile.id, conversation_id=conversation.id) for profile in (author, reader)]
    assert membership_transactions.create(conversation, members)
    ConnectionItem.add(reader.id, Connection("socket", now().timestamp()))
    return conversation, author


def _conversation() -> Conversation:
    fields = {"created_at": now(), "epoch": "e", "member_count": 2}
    return Conversation(id=str(uuid4()), kind="group", public=False, name="Workshop", topic="", **fields)


def insert_record(conversation_and_author, seq: int) -> dict[str, Any]:
    """Store a message without pushing it, and return its record in the stream."""
    conversation, author = conversation_and_author
    draft = compose(conversation.id, author.id, body=f"Number {seq}", client_id=str(uuid4()), now=now(), reply_to=None)
    assert MessageItem.put_if_free(draft, seq)
    image = MessageItem.get(conversation.id, seq).serialize()
    keys = {"conversation_id": {"S": conversation.id}, "seq": {"N": str(seq)}}
    return {"eventName": "INSERT", "dynamodb": {"Keys": keys, "NewImage": image, "SequenceNumber": f"{seq:021}"}}


def test_a_missing_push_is_made(conversation_and_author, recorded) -> None:
    assert consume([insert_record(conversation_and_author, 1)]) == []
    assert [frame["message"]["body"] for frame in recorded.sent_to("socket")] == ["Number 1"]
    assert ConversationItem.get(conversation_and_author[0].id).pushed_seq == 1


def test_a_push_that_was_made_is_not_repeated(conversation_and_author, recorded) -> None:
    record = insert_record(conversation_and_author, 1)
    consume([record])
    recorded.clear()
    assert consume([record]) == []
    assert recorded.frames == []


def test_changes_of_a_message_are_ignored(conversation_and_author, recorded) -> None:
    assert consume([{**insert_record(conversation_and_author, 1), "eventName": "MODIFY"}]) == []
    assert recorded.frames == []


def test_a_failing_record_delays_only_its_own_conversation(conversation_and_author, recorded, person) -> None:
    failing_record = insert_record(conversation_and_author, 1)
    failing_record["dynamodb"]["NewImage"] = {"seq": {"S": "not a number"}}
    next_record, other = insert_record(conversation_and_author, 2), _conversation()
    author = person()
    assert membership_transactions.create(other, [Membership(user_id=author.id, conversation_id=other.id)])
    ConnectionItem.add(author.id, Connection("elsewhere", now().timestamp()))
    failed = consume([failing_record, next_record, insert_record((other, author), 1)])
    assert failed == [failing_record["dynamodb"]["SequenceNumber"]]
    assert len(recorded.sent_to("elsewhere")) == 1
    assert recorded.sent_to("socket") == []


def test_the_function_names_the_records_to_deliver_again(conversation_and_author, recorded) -> None:
    from deploy.handlers.stream import handler

    record = insert_record(conversation_and_author, 1)
    record["dynamodb"]["NewImage"] = {}
    assert handler({"Records": [record]}, None) == {"batchItemFailures": [{"itemIdentifier": f"{1:021}"}]}


def test_a_removed_member_gets_no_late_push(conversation_and_author, recorded) -> None:
    from chat.models.rosters import RosterItem

    record = insert_record(conversation_and_author, 1)
    RosterItem(conversation_and_author[0].id).delete()
    assert consume([record]) == []
    assert recorded.frames == []


def test_a_large_conversation_gets_one_hint_for_a_batch(conversation_and_author, recorded) -> None:
    conversation, _ = conversation_and_author
    ConversationItem(conversation.id).update(actions=[ConversationItem.member_count.set(LARGE_ABOVE + 1)])
    records = [insert_record(conversation_and_author, seq) for seq in (1, 2, 3)]
    consume(records)
    heads = [frame["seq"] for frame in recorded.sent_to("socket") if frame["type"] == "head"]
    assert heads == [3]
    recorded.clear()
    consume([insert_record(conversation_and_author, 4)])
    assert "head" not in {frame["type"] for frame in recorded.sent_to("socket")}, "the next hint must wait"
    ConversationItem(conversation.id).update(actions=[ConversationItem.pushed_seq.set(5)])
    mention_record = insert_record(conversation_and_author, 5)
    mention_record["dynamodb"]["NewImage"]["mentions_all"] = {"BOOL": True}
    consume([mention_record])
    assert [frame["type"] for frame in recorded.sent_to("socket")][-1] == "head", "@all is hinted immediately"
