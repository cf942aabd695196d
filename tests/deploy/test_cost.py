"""The price tables stand on what this very build does: it is counted here again, by the doors that people use.

`make cost` runs this with CHATIFY_COST=write, which keeps the counts instead of comparing them.
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
"""Each act is done so often; the last is counted, when nothing is made for the first time, and the fastest timed."""


@dataclass
class Room:
    """Ten with a page open, seven of whom look elsewhere; `client` is the first one's, who is in 19 other rooms."""

    id: str
    author_id: str
    client: Any
    recorded: Record
    counted: dict[str, Usage] = field(default_factory=dict)

    def count(self, name: str, act: Callable[[int], Any], **given: float) -> Usage:
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
            bytes_out=len(gzip.compress(answer.content)) if given.get("http") else 0,
            **given,
        )
        return self.counted[name]

    def says(self, **frame: Any) -> Callable[[int], None]:
        return lambda _: sockets.handle_frame(self.author_id, json.dumps(frame))

    def connect(self, connection_id: str, client: Any) -> None:
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        site = {"host": "testserver", "origin": "http://testserver", "secure": False}
        sockets.connect(Handshake(connection_id=connection_id, cookies=cookies, **site))  # type: ignore[arg-type]


@pytest.fixture
def room(embedded_aws: Any, person: Any, recorded: Record, api_client: Any) -> Room:
    people = [person() for _ in range(cost.ONLINE)]
    author = people[0]
    entry, _ = conversations.create(author, kind="group", name="Room", member_ids=[one.id for one in people[1:]])
    for number in range(19):
        conversations.create(author, kind="group", name=f"Room {number}", member_ids=[people[1].id])
    for number in range(51):
        messages.send(
            load_member(people[number % 2], entry.conversation.id), body=_words(number), client_id=str(uuid4())
        )
    made = Room(entry.conversation.id, author.id, api_client(author), recorded)
    for one in people:
        made.connect(one.id, made.client if one is author else api_client(one))
    for one in people[-cost.HIDDEN :]:
        sockets.handle_frame(one.id, json.dumps({"type": "hidden", "hidden": True}))
    return made


def _words(number: int) -> str:
    return f"An ordinary message of forty letters {number:3}"


def test_activities_cost_what_the_tables_say(room: Room) -> None:
    _chat(room)
    _stay(room)
    if os.environ.get("CHATIFY_COST") == "write":
        _keep(room.counted)
    kept = cost.load_usage()
    assert set(room.counted) == set(kept) == set(cost.ACTIVITIES)
    for name, counted in room.counted.items():
        _agree(counted, kept[name])


def _chat(room: Room) -> None:
    sent = room.count("send", lambda number: _send(room, number), http=1, invocations=2)
    assert sent.frames_out == cost.ONLINE - 1, "no echo to the page that sent it"
    typing = room.count("typing", room.says(type="typing", conversation_id=room.id), frames_in=1, invocations=1)
    assert typing.frames_out == cost.ONLINE - 1 - cost.HIDDEN, "none to pages that nobody sees"
    room.count("read", lambda number: _read(room, 50 + number), http=1, invocations=1)
    page = room.count("page", lambda _: room.client.get(f"/c/{room.id}"), http=1, invocations=1)
    assert page.bytes_out > 3_000


def _send(room: Room, number: int) -> Any:
    """And the stream's look at it."""
    said = {"client_id": str(uuid4()), "body": _words(number)}
    path = f"/api/v1/conversations/{room.id}/messages"
    answer = room.client.post(path, said, headers={"x-socket": room.author_id})
    assert answer.status_code == 201
    keys = {"conversation_id": {"S": room.id}, "seq": {"N": str(answer.json()["seq"])}}
    stored = {"Keys": keys, "NewImage": keys, "SequenceNumber": "1"}
    assert consume([{"eventName": "INSERT", "dynamodb": stored}]) == []
    return answer


def _read(room: Room, seq: int) -> Any:
    path = f"/api/v1/conversations/{room.id}/read"
    return room.client.put(path, {"seq": seq}, headers={"x-socket": room.author_id})


def _stay(room: Room) -> None:
    listed = room.client.get("/api/v1/conversations").json()["results"]
    heads = {one["id"]: {"epoch": one["epoch"], "seq": one["last_seq"], "rev": one["last_rev"]} for one in listed}
    assert len(heads) == 20
    room.count(
        "open", lambda number: _open(room, f"{room.author_id}-{number}", heads), frames_in=1, http=1, invocations=4
    )
    ping = room.count("ping", room.says(type="ping", cursors=heads), frames_in=1, invocations=1)
    assert (ping.frames_out, ping.writes) == (1, 0)
    room.count("look_away", room.says(type="hidden", hidden=True), frames_in=1, invocations=1)


def _open(room: Room, connection_id: str, heads: Any) -> Any:
    """A socket opened, caught up by one sync, named by a ping, and closed."""
    room.connect(connection_id, room.client)
    answer = room.client.post("/api/v1/sync", {"cursors": heads})
    assert answer.status_code == 200
    sockets.handle_frame(connection_id, json.dumps({"type": "ping"}))
    sockets.disconnect(connection_id)
    return answer


def _keep(counted: dict[str, Usage]) -> None:
    told = {name: {key: value for key, value in asdict(act).items() if value} for name, act in counted.items()}
    lines = [f'  "{name}": {json.dumps(act)}' for name, act in told.items()]
    cost.COUNTED.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def _agree(counted: Usage, kept: Usage) -> None:
    """But for the processor, which differs between machines, and a few bytes of a page."""
    ours, theirs = asdict(counted), asdict(kept)
    assert ours.pop("cpu_ms") > 0 < theirs.pop("cpu_ms")
    assert ours.pop("bytes_out") == pytest.approx(theirs.pop("bytes_out"), rel=0.2), "run `make cost`"
    assert ours == theirs, "run `make cost`"


def test_a_frame_is_one_metered_message(room: Room) -> None:
    said = {"client_id": str(uuid4()), "body": "x" * 4000}
    assert room.client.post(f"/api/v1/conversations/{room.id}/messages", said).status_code == 201
    assert max(len(text.encode()) for _, text in room.recorded.pushes) < 32_768


def test_an_idle_site_costs_the_firewall_only() -> None:
    costs = month(0)
    assert sum(costs.values()) == costs["Firewall"] == 10
    assert sum(month(0, plan=True).values()) == 0


def test_twice_the_people_cost_twice_what_has_no_free_part() -> None:
    one, two = month(100_000), month(200_000)
    for name in ("WebSocket messages", "WebSocket minutes", "DynamoDB writes"):
        assert two[name] == pytest.approx(2 * one[name], rel=0.001)


def test_prices_agree_with_a_sum_by_hand() -> None:
    """Ten messages a day of one person, told to two, nothing else: 300 times 2 writes, 2 frames and a request."""
    usage = {name: Usage() for name in cost.ACTIVITIES} | {"send": Usage(writes=2, http=1, frames_out=2, invocations=1)}
    costs = month(100_000, day=Day(send=10, hours_open=0, static_files=0), usage=usage)
    assert costs["WebSocket messages"] == pytest.approx(60.0), "60 million frames"
    assert costs["DynamoDB writes"] == pytest.approx(37.5), "60 million units at 0.625"
    assert costs["HTTP API"] == pytest.approx(30.0)


def test_the_page_holds_the_tables() -> None:
    assert cost_page.render() == (ROOT / "docs/cost.md").read_text(), "run `make cost`"


def test_readme_and_deploy_page_agree_with_the_tables() -> None:
    all_, bare = (round(sum(month(1_000, plan=plan).values())) for plan in (False, True))
    assert f"**${all_} a month at 1,000 people a day**" in (ROOT / "README.md").read_text()
    page = (ROOT / "docs/deploy.md").read_text()
    assert f"| pay as you go | 10 (the firewall) | {all_} |" in page
    assert f"about {cost_page.people_in_plan()} such people) | 0 | {bare} |" in page
