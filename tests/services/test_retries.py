"""A retry of a stored message is acknowledged again, whatever happened since the first try."""

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
from tests.services.conftest import MakeConversation, say

Close = Callable[[Profile, Profile, str], Any]
CLOSING: dict[str, tuple[Close, type[DomainError]]] = {
    "archived": (
        lambda ana, ben, conversation_id: conversations.change(load_member(ana, conversation_id), archived=True),
        Archived,
    ),
    "posting closed": (
        lambda ana, ben, conversation_id: conversations.change(load_member(ana, conversation_id), posting="owners"),
        PostingClosed,
    ),
}
REFUSED: dict[str, tuple[dict[str, Any], type[DomainError]]] = {
    "emptied": ({"body": " "}, EmptyMessage),
    "grown too long": ({"body": "x" * 8_001}, MessageTooLong),
    "reply to a missing message": ({"body": "x", "reply_to": 99}, Invalid),
}


@pytest.mark.parametrize("change", CLOSING)
def test_a_retry_is_acknowledged_after_the_conversation_was_closed(
    change: str, make_conversation: MakeConversation
) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    close, refusal = CLOSING[change]
    client_id = str(uuid4())
    first_result = say(ben, conversation_id, client_id=client_id, after=0)
    close(ana, ben, conversation_id)
    retry_result = say(ben, conversation_id, client_id=client_id, after=0)
    assert (retry_result.created, retry_result.message.seq) == (False, first_result.message.seq)
    with pytest.raises(refusal):
        say(ben, conversation_id)


def test_a_retry_is_acknowledged_after_a_block(make_conversation: MakeConversation) -> None:
    _, (ana, ben) = make_conversation(2)
    conversations.create(ana, kind="direct", member_ids=[ben.id])
    conversation_id = direct_id(ana.id, ben.id)
    client_id = str(uuid4())
    say(ben, conversation_id, client_id=client_id, after=0)
    blocks.block(ana, ben.id)
    assert not say(ben, conversation_id, client_id=client_id, after=0).created
    with pytest.raises(Blocked):
        say(ben, conversation_id)


@pytest.mark.parametrize("flaw", REFUSED)
def test_a_retry_with_an_invalid_body_is_acknowledged(flaw: str, make_conversation: MakeConversation) -> None:
    """The contract says “whatever the new body”."""
    conversation_id, (ana, _) = make_conversation(2)
    fields, refusal = REFUSED[flaw]
    client_id = str(uuid4())
    say(ana, conversation_id, "as it was", client_id=client_id, after=0)
    for after in ({"after": 0}, {}):
        assert say(ana, conversation_id, client_id=client_id, **fields, **after).message.body == "as it was"
    with pytest.raises(refusal):
        say(ana, conversation_id, **fields)


def test_a_refusal_writes_nothing_and_reads_little(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    conversations.change(load_member(ana, conversation_id), archived=True)
    with count_calls() as calls, pytest.raises(Archived):
        say(ana, conversation_id, after=1)
    assert calls.operations == ["BatchGetItem", "BatchGetItem", "Query"]


def test_a_retry_of_a_removed_member_is_refused(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    client_id = str(uuid4())
    say(ben, conversation_id, client_id=client_id, after=0)
    members.remove(load_member(ana, conversation_id), ben.id)
    for body in ("hello", ""):
        with pytest.raises(ConversationNotFound):
            say(ben, conversation_id, body, client_id=client_id, after=0)


def test_a_retry_keeps_the_next_draft(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    client_id = str(uuid4())
    membership_settings.change(load_member(ana, conversation_id), draft="hello")
    say(ana, conversation_id, "hello", client_id=client_id, after=0)
    assert draft_of(ana, conversation_id) == "", "sending clears the draft"
    membership_settings.change(load_member(ana, conversation_id), draft="and another th")
    say(ana, conversation_id, "hello", client_id=client_id, after=0)
    assert draft_of(ana, conversation_id) == "and another th"


def test_a_send_succeeds_although_the_head_cannot_be_raised(make_conversation: MakeConversation) -> None:
    """The message is stored and pushed. A retry finds it, and the next message raises the head."""
    conversation_id, (ana, _) = make_conversation(2)
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
