"""The price tables agree with the resources that this build uses, which are counted here again.

`make cost` runs this with CHATIFY_COST=write, which stores the counts instead of comparing them.
"""

import gzip
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import process_time
from typing import Any
from uuid import uuid4

import pytest

from chat import sockets
from chat.services import conversations, messages
from chat.services.access import load_member
from chat.sockets import Handshake
from chat.stream import consume
from deploy import cost, cost_page
from deploy.cost import Day, Usage, month
from tests.deploy.capacity import metered
from tests.recording import Record

ROOT = Path(__file__).parents[2]
TIMES = 4
"""How often each activity is done: the last one is counted, after all caches are filled, and the fastest is timed."""


@dataclass
class ActiveConversation:
    """A conversation of ten people online, seven of whom have it hidden. Its author is in 19 other conversations."""

    id: str
    author_id: str
    client: Any
    """The author's API client."""
    recorded: Record
    counted: dict[str, Usage] = field(default_factory=dict)

    def count(self, name: str, act: Callable[[int], Any], **known_usage: float) -> Usage:
        seconds, meters, answer = [], [], None
        for number in range(TIMES):
            self.recorded.clear()
            began = process_time()
            with metered() as meter:
                answer = act(number)
            seconds.append(process_time() - began)
            meters.append(meter)
        self.counted[name] = Usage(
            writes=meters[-1].writes,
            reads=meters[-1].reads,
            calls=meters[-1].calls,
            frames_out=len(self.recorded.frames),
            cpu_ms=round(min(seconds) * 1000, 1),
            bytes_out=len(gzip.compress(answer.content)) if known_usage.get("http") else 0,
            **known_usage,
        )
        return self.counted[name]

    def send_frame(self, **frame: Any) -> Callable[[int], None]:
        return lambda _: sockets.handle_frame(self.author_id, json.dumps(frame))

    def connect(self, connection_id: str, client: Any) -> None:
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        site = {"host": "testserver", "origin": "http://testserver", "secure": False}
        sockets.connect(Handshake(connection_id=connection_id, cookies=cookies, **site))  # type: ignore[arg-type]


@pytest.fixture
def conversation(embedded_aws: Any, person: Any, recorded: Record, api_client: Any) -> ActiveConversation:
    people = [person() for _ in range(cost.ONLINE)]
    author = people[0]
    entry, _ = conversations.create(
        author, kind="group", name="Workshop", member_ids=[profile.id for profile in people[1:]]
    )
    for number in range(19):
        conversations.create(author, kind="group", name=f"Group {number}", member_ids=[people[1].id])
    for number in range(51):
        messages.send(
            load_member(people[number % 2], entry.conversation.id), body=_body(number), client_id=str(uuid4())
        )
    conversation = ActiveConversation(entry.conversation.id, author.id, api_client(author), recorded)
    for profile in people:
        conversation.connect(profile.id, conversation.client if profile is author else api_client(profile))
    for profile in people[-cost.HIDDEN :]:
        sockets.handle_frame(profile.id, json.dumps({"type": "hidden", "hidden": True}))
    return conversation


def _body(number: int) -> str:
    return f"An ordinary message of forty letters {number:3}"


def test_counted_usage_agrees_with_the_stored_usage(conversation: ActiveConversation) -> None:
    _count_active_use(conversation)
    _count_idle_use(conversation)
    if os.environ.get("CHATIFY_COST") == "write":
        _write_usage(conversation.counted)
    stored_usage = cost.load_usage()
    assert set(conversation.counted) == set(stored_usage) == set(cost.ACTIVITIES)
    for name, counted in conversation.counted.items():
        _assert_agree(counted, stored_usage[name])


def _count_active_use(conversation: ActiveConversation) -> None:
    sent = conversation.count("send", lambda number: _send(conversation, number), http=1, invocations=2)
    assert sent.frames_out == cost.ONLINE - 1, "the page that sent the message gets no push"
    typing = conversation.count(
        "typing", conversation.send_frame(type="typing", conversation_id=conversation.id), frames_in=1, invocations=1
    )
    assert typing.frames_out == cost.ONLINE - 1 - cost.HIDDEN, "hidden pages get no typing"
    conversation.count("read", lambda number: _read(conversation, 50 + number), http=1, invocations=1)
    page = conversation.count("page", lambda _: conversation.client.get(f"/c/{conversation.id}"), http=1, invocations=1)
    assert page.bytes_out > 3_000


def _send(conversation: ActiveConversation, number: int) -> Any:
    """Send a message and consume its record in the stream."""
    message_in = {"client_id": str(uuid4()), "body": _body(number)}
    path = f"/api/v1/conversations/{conversation.id}/messages"
    answer = conversation.client.post(path, message_in, headers={"x-socket": conversation.author_id})
    assert answer.status_code == 201
    keys = {"conversation_id": {"S": conversation.id}, "seq": {"N": str(answer.json()["seq"])}}
    record = {"Keys": keys, "NewImage": keys, "SequenceNumber": "1"}
    assert consume([{"eventName": "INSERT", "dynamodb": record}]) == []
    return answer


def _read(conversation: ActiveConversation, seq: int) -> Any:
    path = f"/api/v1/conversations/{conversation.id}/read"
    return conversation.client.put(path, {"seq": seq}, headers={"x-socket": conversation.author_id})


def _count_idle_use(conversation: ActiveConversation) -> None:
    rows = conversation.client.get("/api/v1/conversations").json()["results"]
    heads = {row["id"]: {"epoch": row["epoch"], "seq": row["last_seq"], "rev": row["last_rev"]} for row in rows}
    assert len(heads) == 20
    conversation.count(
        "open",
        lambda number: _open_and_close(conversation, f"{conversation.author_id}-{number}", heads),
        frames_in=1,
        http=1,
        invocations=4,
    )
    ping = conversation.count("ping", conversation.send_frame(type="ping", cursors=heads), frames_in=1, invocations=1)
    assert (ping.frames_out, ping.writes) == (1, 0)
    conversation.count("look_away", conversation.send_frame(type="hidden", hidden=True), frames_in=1, invocations=1)


def _open_and_close(conversation: ActiveConversation, connection_id: str, heads: Any) -> Any:
    """Open a socket, sync, ping and close it."""
    conversation.connect(connection_id, conversation.client)
    answer = conversation.client.post("/api/v1/sync", {"cursors": heads})
    assert answer.status_code == 200
    sockets.handle_frame(connection_id, json.dumps({"type": "ping"}))
    sockets.disconnect(connection_id)
    return answer


def _write_usage(counted: dict[str, Usage]) -> None:
    fields_by_name = {
        name: {key: value for key, value in asdict(usage).items() if value} for name, usage in counted.items()
    }
    lines = [f'  "{name}": {json.dumps(fields)}' for name, fields in fields_by_name.items()]
    cost.COUNTED.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def _assert_agree(counted: Usage, stored_usage: Usage) -> None:
    """Compare two usages except processor time, which differs between machines, and a few bytes of a page."""
    counted_fields, stored_fields = asdict(counted), asdict(stored_usage)
    assert counted_fields.pop("cpu_ms") > 0 < stored_fields.pop("cpu_ms")
    assert counted_fields.pop("bytes_out") == pytest.approx(stored_fields.pop("bytes_out"), rel=0.2), "run `make cost`"
    assert counted_fields == stored_fields, "run `make cost`"


def test_a_frame_is_one_metered_message(conversation: ActiveConversation) -> None:
    message_in = {"client_id": str(uuid4()), "body": "x" * 4000}
    assert conversation.client.post(f"/api/v1/conversations/{conversation.id}/messages", message_in).status_code == 201
    assert max(len(text.encode()) for _, text in conversation.recorded.pushes) < 32_768


def test_an_idle_site_costs_the_firewall_only() -> None:
    costs = month(0)
    assert sum(costs.values()) == costs["Firewall"] == 10
    assert sum(month(0, plan=True).values()) == 0


def test_costs_without_a_free_part_double_with_the_people() -> None:
    once, twice = month(100_000), month(200_000)
    for name in ("WebSocket messages", "WebSocket minutes", "DynamoDB writes"):
        assert twice[name] == pytest.approx(2 * once[name], rel=0.001)


def test_prices_agree_with_a_calculation_by_hand() -> None:
    """Each person only sends ten messages a day, pushed to two: 300 times 2 writes, 2 frames and a request a month."""
    usage = {name: Usage() for name in cost.ACTIVITIES} | {"send": Usage(writes=2, http=1, frames_out=2, invocations=1)}
    costs = month(100_000, day=Day(send=10, hours_open=0, static_files=0), usage=usage)
    assert costs["WebSocket messages"] == pytest.approx(60.0), "60 million frames"
    assert costs["DynamoDB writes"] == pytest.approx(37.5), "60 million units at 0.625"
    assert costs["HTTP API"] == pytest.approx(30.0)


def test_docs_cost_is_up_to_date() -> None:
    assert cost_page.render() == (ROOT / "docs/cost.md").read_text(), "run `make cost`"


def test_readme_and_deploy_page_agree_with_the_tables() -> None:
    pay_as_you_go, with_plan = (round(sum(month(1_000, plan=plan).values())) for plan in (False, True))
    assert f"**${pay_as_you_go} a month at 1,000 people a day**" in (ROOT / "README.md").read_text()
    page = (ROOT / "docs/deploy.md").read_text()
    assert f"| pay as you go | 10 (the firewall) | {pay_as_you_go} |" in page
    assert f"about {cost_page.people_in_plan()} such people) | 0 | {with_plan} |" in page
