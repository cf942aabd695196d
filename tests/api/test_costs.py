"""All DynamoDB calls of a request of the API, its authentication included."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Caller
from tests.counting import count_calls

Act = Callable[[Caller, str], Any]
SIGNED_IN = "BatchGetItem"
"""The session, its person and their membership in one call."""
PEOPLE = "BatchGetItem"
SOCKETS = "BatchGetItem"
REQUESTS: dict[str, tuple[Act, int, list[str]]] = {
    "the inbox": (lambda ana, conversation_id: ana.get("conversations"), 200, [SIGNED_IN, "Query", "BatchGetItem"]),
    "opening a conversation": (
        lambda ana, conversation_id: ana.get(f"conversations/{conversation_id}/messages"),
        200,
        [SIGNED_IN, "Query"],
    ),
    "opening a conversation, its authors included": (
        lambda ana, conversation_id: ana.get(f"conversations/{conversation_id}/messages", users=True),
        200,
        [SIGNED_IN, "Query", PEOPLE],
    ),
    "one message": (
        lambda ana, conversation_id: ana.get(f"conversations/{conversation_id}/messages/1"),
        200,
        [SIGNED_IN],
    ),
    "reacting": (
        lambda ana, conversation_id: ana.put(f"conversations/{conversation_id}/messages/1/reactions/👍"),
        204,
        [SIGNED_IN, "TransactWriteItems", SOCKETS],
    ),
    "editing": (
        lambda ana, conversation_id: ana.patch(f"conversations/{conversation_id}/messages/1", body="changed"),
        200,
        [SIGNED_IN, "TransactWriteItems", SOCKETS],
    ),
    "sending": (
        lambda ana, conversation_id: ana.say(conversation_id, after=1),
        201,
        [SIGNED_IN, "PutItem", SOCKETS, "UpdateItem"],
    ),
    "typing": (
        lambda ana, conversation_id: ana.post(f"conversations/{conversation_id}/typing"),
        204,
        [SIGNED_IN, SOCKETS],
    ),
    "reading on": (
        lambda ana, conversation_id: ana.put(f"conversations/{conversation_id}/read", seq=1),
        200,
        [SIGNED_IN, "UpdateItem", SOCKETS],
    ),
    "catching up where nothing is new": (
        lambda ana, conversation_id: ana.post("sync", cursors={}),
        200,
        [SIGNED_IN, "Query", "BatchGetItem"],
    ),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_requests_make_the_expected_calls(name: str, ana: Caller, group: str) -> None:
    act, status, operations = REQUESTS[name]
    ana.say(group)
    with count_calls() as calls:
        answer = act(ana, group)
    assert answer.status_code == status, answer.content
    assert calls.operations == operations
