"""What was acknowledged, or would have been but for a lost answer, is acknowledged again: whatever happened since."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import EndpointConnectionError

from accounts.domain import Profile
from chat.domain.conversations import direct_id
from chat.domain.errors import Archived, Blocked, ConversationNotFound, EmptyMessage, MessageTooLong, PostingClosed
from chat.models.memberships import MembershipItem
from chat.services import blocks, conversations, members, membership_settings
from chat.services.access import load_member
from chatify.core.errors import DomainError, Invalid
from tests.counting import count_calls
from tests.models.dense_log import once
from tests.services.conftest import say

Room = Callable[..., tuple[str, list[Profile]]]
Since = Callable[[Profile, Profile, str], Any]
SINCE: dict[str, tuple[Since, type[DomainError]]] = {
    "archived": (lambda ana, ben, room: conversations.change(load_member(ana, room), archived=True), Archived),
    "posting closed": (
        lambda ana, ben, room: conversations.change(load_member(ana, room), posting="owners"),
        PostingClosed,
    ),
}
REFUSED: dict[str, tuple[dict[str, Any], type[DomainError]]] = {
    "emptied": ({"body": " "}, EmptyMessage),
    "grown too long": ({"body": "x" * 8_001}, MessageTooLong),
    "answering nothing": ({"body": "x", "reply_to": 99}, Invalid),
}


@pytest.mark.parametrize("what", SINCE)
def test_a_retry_after_the_conversation_was_closed(what: str, room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
    happen, refusal = SINCE[what]
    client_id = str(uuid4())
    first = say(ben, conversation_id, client_id=client_id, after=0)
    happen(ana, ben, conversation_id)
    again = say(ben, conversation_id, client_id=client_id, after=0)
    assert (again.created, again.message.seq) == (False, first.message.seq)
    with pytest.raises(refusal):
        say(ben, conversation_id)


def test_a_retry_after_one_blocked_the_other(room: Room) -> None:
    _, (ana, ben) = room(2)
    conversations.create(ana, kind="direct", member_ids=[ben.id])
    conversation_id = direct_id(ana.id, ben.id)
    client_id = str(uuid4())
    say(ben, conversation_id, client_id=client_id, after=0)
    blocks.block(ana, ben.id)
    assert not say(ben, conversation_id, client_id=client_id, after=0).created
    with pytest.raises(Blocked):
        say(ben, conversation_id)


@pytest.mark.parametrize("how", REFUSED)
def test_a_retry_that_says_something_impossible_by_now(how: str, room: Room) -> None:
    """The contract: “whatever the new body”."""
    conversation_id, (ana, _) = room(2)
    fields, refusal = REFUSED[how]
    client_id = str(uuid4())
    say(ana, conversation_id, "as it was", client_id=client_id, after=0)
    for after in ({"after": 0}, {}):
        assert say(ana, conversation_id, client_id=client_id, **fields, **after).message.body == "as it was"
    with pytest.raises(refusal):
        say(ana, conversation_id, **fields)


def test_a_refusal_writes_nothing_and_reads_little(room: Room) -> None:
    conversation_id, (ana, _) = room(2)
    conversations.change(load_member(ana, conversation_id), archived=True)
    with count_calls() as calls, pytest.raises(Archived):
        say(ana, conversation_id, after=1)
    assert calls.operations == ["BatchGetItem", "BatchGetItem", "Query"]


def test_somebody_removed_is_told_nothing_of_what_they_wrote(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
    client_id = str(uuid4())
    say(ben, conversation_id, client_id=client_id, after=0)
    members.remove(load_member(ana, conversation_id), ben.id)
    for body in ("hello", ""):
        with pytest.raises(ConversationNotFound):
            say(ben, conversation_id, body, client_id=client_id, after=0)


def test_a_retry_leaves_the_next_draft_alone(room: Room) -> None:
    conversation_id, (ana, _) = room(2)
    client_id = str(uuid4())
    membership_settings.change(load_member(ana, conversation_id), draft="hello")
    say(ana, conversation_id, "hello", client_id=client_id, after=0)
    assert draft_of(ana, conversation_id) == "", "it was sent"
    membership_settings.change(load_member(ana, conversation_id), draft="and another th")
    say(ana, conversation_id, "hello", client_id=client_id, after=0)
    assert draft_of(ana, conversation_id) == "and another th"


def test_a_head_that_could_not_be_raised_costs_the_author_nothing(room: Room) -> None:
    """It is stored and told; a retry finds it, and the next message catches the head up."""
    conversation_id, (ana, _) = room(2)
    client_id = str(uuid4())

    def fail() -> None:
        raise EndpointConnectionError(endpoint_url="the store, just then")

    with once("before-call.dynamodb.UpdateItem", fail):
        assert say(ana, conversation_id, client_id=client_id, after=0).created
    assert load_member(ana, conversation_id).conversation.last_seq == 0, "the head lags"
    assert not say(ana, conversation_id, client_id=client_id, after=0).created
    assert say(ana, conversation_id, after=1).message.seq == 2
    assert load_member(ana, conversation_id).conversation.last_seq == 2


def draft_of(person: Profile, conversation_id: str) -> str:
    item = MembershipItem.find(person.id, conversation_id)
    assert item is not None
    return item.to_membership().draft
