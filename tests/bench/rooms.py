"""Rooms where people talk at a set rate, whatever the answers take: time waiting in a queue counts."""

import asyncio
import time
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any
from uuid import uuid4

from tests.bench.people import Person

ADDED_AT_ONCE = 50
SETTLE_SECONDS = 2.0


@dataclass
class Samples:
    """Milliseconds."""

    acks: list[float] = field(default_factory=list)
    deliveries: list[float] = field(default_factory=list)
    refused: int = 0
    words: str = ""
    """Of the last refusal."""
    sent: int = 0
    seconds: float = 0.0


class Room:
    """Its members hold one socket each; the author is not counted among those it is delivered to."""

    def __init__(self, members: list[Person]) -> None:
        self.members = members
        self.id = ""
        self._seq = 0
        self._begun: dict[str, tuple[float, str]] = {}
        self._samples = Samples()

    async def open(self) -> "Room":
        owner, others = self.members[0], [person.id for person in self.members[1:]]
        first, rest = others[:ADDED_AT_ONCE], others[ADDED_AT_ONCE:]
        body = {"kind": "group", "name": f"Room of {len(self.members)}", "member_ids": first}
        made = await owner.api("POST", "conversations", body, expect=201)
        self.id = made["id"]
        if rest:
            await owner.api("POST", f"conversations/{self.id}/members", {"user_ids": rest})
        self._seq = (await owner.api("GET", f"conversations/{self.id}"))["last_seq"]
        return self

    async def talk(self, rate: float, seconds: float, *, delay: float = 0) -> Samples:
        """`rate` messages a second, authors in turn; from `delay` seconds on, so that rooms don't speak in chorus."""
        self._samples = samples = Samples()
        authors, tasks, begun = cycle(self.members), [], time.perf_counter() + delay
        for number in range(round(rate * seconds)):
            await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
            tasks.append(asyncio.create_task(self._say(next(authors), begun + number / rate)))
        await asyncio.gather(*tasks)
        samples.seconds = time.perf_counter() - begun
        await self._settle(samples)
        return samples

    def heard(self, person: Person, at: float, frame: dict[str, Any]) -> None:
        if frame["type"] != "message.created":
            return
        message = frame["message"]
        self._seq = max(self._seq, message["seq"])
        begun, author_id = self._begun.get(message["client_id"], (0.0, person.id))
        if person.id != author_id:
            self._samples.deliveries.append((at - begun) * 1000)

    async def _say(self, author: Person, due: float) -> None:
        """As the page's outbox does it: one in flight per person, `after` being what is held when it goes out."""
        client_id = str(uuid4())
        self._begun[client_id] = due, author.id
        async with author.turn:
            body = {"client_id": client_id, "body": "The quick brown fox, measured again.", "after": self._seq}
            answer = await author.ask("POST", f"conversations/{self.id}/messages", body)
        self._samples.sent += 1
        if answer.status == 201:
            self._samples.acks.append((time.perf_counter() - due) * 1000)
            self._seq = max(self._seq, answer.json()["seq"])
        else:
            self._samples.refused += 1
            self._samples.words = f"{answer.status} {answer.body[:200].decode()}"

    async def _settle(self, samples: Samples) -> None:
        expected = len(samples.acks) * (len(self.members) - 1)
        until = time.perf_counter() + SETTLE_SECONDS
        while len(samples.deliveries) < expected and time.perf_counter() < until:
            await asyncio.sleep(0.01)


class Rooms:
    """Gives every frame to its room."""

    def __init__(self) -> None:
        self._by_id: dict[str, Room] = {}

    async def open(self, members: list[Person]) -> Room:
        room = await Room(members).open()
        self._by_id[room.id] = room
        return room

    def heard(self, person: Person, at: float, frame: dict[str, Any]) -> None:
        room = self._by_id.get(frame.get("conversation_id", ""))
        if room:
            room.heard(person, at, frame)
