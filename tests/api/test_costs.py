"""What a request of the API asks of DynamoDB in all, who is asking included: one call for session and person."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Caller
from tests.counting import count_calls

Act = Callable[[Caller, str], Any]
SIGNED_IN = "BatchGetItem"
"""Who asks, and whether they are inside, all in one."""
PEOPLE = "BatchGetItem"
SOCKETS = "BatchGetItem"
ACTS: dict[str, tuple[Act, int, list[str]]] = {
    "the inbox": (lambda ana, room: ana.get("conversations"), 200, [SIGNED_IN, "Query", "BatchGetItem"]),
    "opening a conversation": (lambda ana, room: ana.get(f"conversations/{room}/messages"), 200, [SIGNED_IN, "Query"]),
    "opening a conversation, its authors included": (
        lambda ana, room: ana.get(f"conversations/{room}/messages", users=True),
        200,
        [SIGNED_IN, "Query", PEOPLE],
    ),
    "one message": (lambda ana, room: ana.get(f"conversations/{room}/messages/1"), 200, [SIGNED_IN]),
    "reacting": (
        lambda ana, room: ana.put(f"conversations/{room}/messages/1/reactions/👍"),
        204,
        [SIGNED_IN, "TransactWriteItems", SOCKETS],
    ),
    "editing": (
        lambda ana, room: ana.patch(f"conversations/{room}/messages/1", body="changed"),
        200,
        [SIGNED_IN, "TransactWriteItems", SOCKETS],
    ),
    "sending": (lambda ana, room: ana.say(room, after=1), 201, [SIGNED_IN, "PutItem", SOCKETS, "UpdateItem"]),
    "typing": (lambda ana, room: ana.post(f"conversations/{room}/typing"), 204, [SIGNED_IN, SOCKETS]),
    "reading on": (
        lambda ana, room: ana.put(f"conversations/{room}/read", seq=1),
        200,
        [SIGNED_IN, "UpdateItem", SOCKETS],
    ),
    "catching up where nothing is new": (
        lambda ana, room: ana.post("sync", cursors={}),
        200,
        [SIGNED_IN, "Query", "BatchGetItem"],
    ),
}


@pytest.mark.parametrize("what", ACTS)
def test_a_request_costs(what: str, ana: Caller, group: str) -> None:
    act, status, operations = ACTS[what]
    ana.say(group)
    with count_calls() as calls:
        answer = act(ana, group)
    assert answer.status_code == status, answer.content
    assert calls.operations == operations
