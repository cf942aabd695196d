"""The price tables stand on what this very build does: its calls are counted here again."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from chat.models.connections import Connection, ConnectionItem
from chat.services import conversations, heads, messages
from chatify.clock import now
from deploy import cost
from deploy.cost import Act, Day, month
from tests.counting import count_calls

ROOT = Path(__file__).parents[2]


@pytest.fixture
def room(moto_tables: None, person: Any, recorded: Any) -> Any:
    """Of ten, all with a page open."""
    people = [person() for _ in range(10)]
    entry, _ = conversations.create(people[0], kind="group", name="Room", member_ids=[one.id for one in people[1:]])
    for one in people:
        ConnectionItem.opened(one.id, Connection(f"socket-{one.id}", now().timestamp()))
    return entry.conversation.id, people


def test_a_send_costs_what_the_table_says(room: Any) -> None:
    """Reads aren't compared by units, which neither emulator counts right, but by what is read."""
    conversation_id, (author, *_) = room
    with count_calls() as calls:
        sent = messages.send(
            author, conversation_id, body="An ordinary message of forty characters.", client_id=str(uuid4())
        )
    assert sent.created
    assert calls.writes == ["PutItem", "UpdateItem"], "below 1 KB, one unit each"
    assert cost.counts()["send"].writes == len(calls.writes)
    reads = [name for name in calls.operations if name not in ("PutItem", "UpdateItem")]
    assert reads == ["BatchGetItem", "BatchGetItem"], "strongly 3 items (3 units), then 10 connections (0.5 each)"
    assert cost.counts()["send"].reads == 3 + 10 * 0.5 + 2 + 1, "and the sign-in: session and profile; and the stream"


def test_a_push_goes_to_everybody_who_is_there(room: Any, recorded: Any) -> None:
    conversation_id, (author, *_) = room
    messages.send(author, conversation_id, body="Hi", client_id=str(uuid4()))
    frames = [frame for frame in recorded.frames if frame["type"] == "message.created"]
    assert len(frames) == 10
    assert max(len(json.dumps(frame)) for frame in frames) < 32_768, "one metered message each"


def test_a_ping_writes_nothing(room: Any) -> None:
    conversation_id, (author, *_) = room
    with count_calls() as calls:
        heads.moved(author.id, {conversation_id: messages.page(author, conversation_id).head})
    assert len(calls.writes) == cost.counts()["ping"].writes == 0


def test_nobody_costs_the_firewall_only() -> None:
    costs = month(0)
    assert sum(costs.values()) == costs["Firewall"] == 10
    assert sum(month(0, plan=True).values()) == 0


def test_twice_the_people_cost_twice_what_has_no_free_part() -> None:
    one, two = month(100_000), month(200_000)
    for name in ("WebSocket messages", "WebSocket minutes", "DynamoDB writes"):
        assert two[name] == pytest.approx(2 * one[name], rel=0.001)


def test_a_sum_by_hand() -> None:
    """Ten messages a day of one person to two people online, nothing else: 300 writes x 2, 300 frames, 300 requests."""
    acts = {name: Act() for name in ("page", "open", "ping")} | {
        "send": Act(writes=2, http=1, frames_out=1, invocations=1)
    }
    day = Day(messages=10, room_online=2, hours_open=0, pages=0, static_files=0, pings=0, opened=0)
    costs = month(100_000, day=day, acts=acts)
    assert costs["WebSocket messages"] == pytest.approx(60.0), "both pages, its author's too: 60 million frames"
    assert costs["DynamoDB writes"] == pytest.approx(37.5), "60 million units at 0.625"
    assert costs["HTTP API"] == pytest.approx(30.0)


def test_the_page_holds_the_tables() -> None:
    assert cost.page() == (ROOT / "docs/cost.md").read_text(), "run `python -m deploy cost`"
