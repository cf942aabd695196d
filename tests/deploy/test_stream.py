"""The stream's consumer: pushes what was not pushed, once, and lets no record stop the others."""

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
def room(person, recorded):
    """A conversation of two; the second has a socket open."""
    author, reader = person(), person()
    conversation = _conversation()
    members = [Membership(user_id=one.id, conversation_id=conversation.id) for one in (author, reader)]
    assert membership_transactions.create(conversation, members)
    ConnectionItem.opened(reader.id, Connection("socket", now().timestamp()))
    return conversation, author


def _conversation() -> Conversation:
    made = {"created_at": now(), "epoch": "e", "member_count": 2}
    return Conversation(id=str(uuid4()), kind="group", public=False, name="Room", topic="", **made)


def stored(room, seq: int) -> dict[str, Any]:
    """A message as the stream brings it, stored and told to nobody."""
    conversation, author = room
    draft = compose(conversation.id, author.id, body=f"Number {seq}", client_id=str(uuid4()), now=now(), reply_to=None)
    assert MessageItem.put_if_free(draft, seq)
    image = MessageItem.get(conversation.id, seq).serialize()
    keys = {"conversation_id": {"S": conversation.id}, "seq": {"N": str(seq)}}
    return {"eventName": "INSERT", "dynamodb": {"Keys": keys, "NewImage": image, "SequenceNumber": f"{seq:021}"}}


def test_a_missing_push_is_made(room, recorded) -> None:
    assert consume([stored(room, 1)]) == []
    assert [frame["message"]["body"] for frame in recorded.sent_to("socket")] == ["Number 1"]
    assert ConversationItem.get(room[0].id).pushed_seq == 1


def test_a_push_that_was_made_is_not_repeated(room, recorded) -> None:
    record = stored(room, 1)
    consume([record])
    recorded.clear()
    assert consume([record]) == []
    assert recorded.frames == []


def test_changes_of_a_message_are_none_of_its_business(room, recorded) -> None:
    assert consume([{**stored(room, 1), "eventName": "MODIFY"}]) == []
    assert recorded.frames == []


def test_a_poison_record_holds_up_its_own_conversation_only(room, recorded, person) -> None:
    poison = stored(room, 1)
    poison["dynamodb"]["NewImage"] = {"seq": {"S": "not a number"}}
    behind, other = stored(room, 2), _conversation()
    author = person()
    assert membership_transactions.create(other, [Membership(user_id=author.id, conversation_id=other.id)])
    ConnectionItem.opened(author.id, Connection("elsewhere", now().timestamp()))
    failed = consume([poison, behind, stored((other, author), 1)])
    assert failed == [poison["dynamodb"]["SequenceNumber"]]
    assert len(recorded.sent_to("elsewhere")) == 1
    assert recorded.sent_to("socket") == []


def test_the_function_says_which_records_to_bring_again(room, recorded) -> None:
    from deploy.handlers.stream import handler

    record = stored(room, 1)
    record["dynamodb"]["NewImage"] = {}
    assert handler({"Records": [record]}, None) == {"batchItemFailures": [{"itemIdentifier": f"{1:021}"}]}


def test_somebody_removed_meanwhile_gets_nothing(room, recorded) -> None:
    from chat.models.rosters import RosterItem

    record = stored(room, 1)
    RosterItem(room[0].id).delete()
    assert consume([record]) == []
    assert recorded.frames == []


def test_a_large_room_is_hinted_once_for_a_whole_batch(room, recorded) -> None:
    conversation, _ = room
    ConversationItem(conversation.id).update(actions=[ConversationItem.member_count.set(LARGE_ABOVE + 1)])
    records = [stored(room, seq) for seq in (1, 2, 3)]
    consume(records)
    heads = [frame["seq"] for frame in recorded.sent_to("socket") if frame["type"] == "head"]
    assert heads == [3]
    recorded.clear()
    consume([stored(room, 4)])
    assert "head" not in {frame["type"] for frame in recorded.sent_to("socket")}, "not so soon again"
    ConversationItem(conversation.id).update(actions=[ConversationItem.pushed_seq.set(5)])
    loud = stored(room, 5)
    loud["dynamodb"]["NewImage"]["mentions_all"] = {"BOOL": True}
    consume([loud])
    assert [frame["type"] for frame in recorded.sent_to("socket")][-1] == "head", "@all is told at once"
