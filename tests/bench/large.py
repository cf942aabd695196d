"""A room of 2,000 with 500 open sockets, of which 60 show it: what a message costs there, and when it arrives."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.bench.people import Person, few_at_once
from tests.bench.processes import run
from tests.bench.rooms import Room, Samples
from tests.bench.site import Site
from tests.bench.table import Row, quantile

MEMBERS, PEOPLE, SOCKETS_EACH, LOOKING = 2_000, 50, 10, 60
RATE, SECONDS = 2, 20
FIRST = 9_100
"""Of the numbers of people, above all others in the run."""


class Crowd:
    """Everybody's frames: messages of the room by the socket's turn, and hints."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.kinds: Counter[str] = Counter()

    def heard(self, person: Person, at: float, frame: dict[str, Any]) -> None:
        if frame.get("conversation_id") == self.room.id:
            self.kinds[frame["type"]] += 1
            self.room.heard(person, at, frame)


async def large(site: Site, say: Callable[[str], None]) -> list[Row]:
    say(f"A room of {MEMBERS} with {PEOPLE * SOCKETS_EACH} sockets, {LOOKING} of them looking …")
    people = [Person(site.port, FIRST + number) for number in range(PEOPLE)]
    await few_at_once(person.enter() for person in people)
    room = await Room(people).open()
    await asyncio.to_thread(run, "tests.bench.fill", room.id, str(MEMBERS), environment=site.environment)
    crowd = Crowd(room)
    for _ in range(SOCKETS_EACH):
        await few_at_once(person.listen(crowd.heard) for person in people)
    try:
        await look(people, room.id)
        before = site.usage()
        heard = await room.talk(RATE, SECONDS)
        after = site.usage()
    finally:
        await asyncio.gather(*(person.leave() for person in people))
    each = (after.server_cpu - before.server_cpu) / heard.sent * 1000
    return told(heard, crowd.kinds, each)


async def look(people: list[Person], room: str) -> None:
    """The first socket of each, and the second of some."""
    sockets = [person.sockets[turn] for turn in (0, 1) for person in people][:LOOKING]
    for socket in sockets:
        await socket.send(json.dumps({"type": "open", "conversation_id": room}))
    await asyncio.sleep(2)


def told(heard: Samples, kinds: Counter[str], each: float) -> list[Row]:
    name = f"room of {MEMBERS}, {RATE}/s"
    return [
        Row(f"{name}, send→ack p50", quantile(heard.acks, 0.5), "ms"),
        Row(f"{name}, send→ack p99", quantile(heard.acks, 0.99), "ms"),
        Row(f"{name}, send→deliver p50", quantile(heard.deliveries, 0.5), "ms"),
        Row(f"{name}, send→deliver p99", quantile(heard.deliveries, 0.99), "ms"),
        Row(f"{name}, refused", heard.refused, "", 0),
        Row(
            f"{name}, pushes a message", kinds["message.created"] / max(1, len(heard.acks)), "", LOOKING + SOCKETS_EACH
        ),
        Row(f"{name}, hints a minute", kinds["head"] / heard.seconds * 60, ""),
        Row(f"{name}, CPU a message, server", each, "ms"),
    ]
