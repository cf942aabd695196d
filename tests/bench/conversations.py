"""Conversations in which people talk at a fixed rate, however slow the answers: time in a queue counts."""

import asyncio
import time
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any
from uuid import uuid4

from tests.bench.people import Person

ADDED_AT_ONCE = 50
DELIVERY_SECONDS = 2.0


@dataclass
class Samples:
    """What one talk measured; times are in milliseconds."""

    acks: list[float] = field(default_factory=list)
    deliveries: list[float] = field(default_factory=list)
    refused: int = 0
    last_refusal: str = ""
    sent: int = 0
    seconds: float = 0.0


class Conversation:
    """Each member holds one socket. Deliveries to a message's own author are not counted."""

    def __init__(self, members: list[Person]) -> None:
        self.members = members
        self.id = ""
        self._seq = 0
        self._sends: dict[str, tuple[float, str]] = {}
        self._samples = Samples()

    async def open(self) -> "Conversation":
        owner, others = self.members[0], [person.id for person in self.members[1:]]
        first, rest = others[:ADDED_AT_ONCE], others[ADDED_AT_ONCE:]
        body = {"kind": "group", "name": f"Conversation of {len(self.members)}", "member_ids": first}
        conversation = await owner.api("POST", "conversations", body, expect=201)
        self.id = conversation["id"]
        if rest:
            await owner.api("POST", f"conversations/{self.id}/members", {"user_ids": rest})
        self._seq = (await owner.api("GET", f"conversations/{self.id}"))["last_seq"]
        return self

    async def talk(self, rate: float, seconds: float, *, delay: float = 0) -> Samples:
        """Send `rate` messages a second, authors in turn. Different delays keep conversations from sending in chorus."""
        self._samples = samples = Samples()
        authors, tasks, start = cycle(self.members), [], time.perf_counter() + delay
        for number in range(round(rate * seconds)):
            await asyncio.sleep(max(0.0, start + number / rate - time.perf_counter()))
            tasks.append(asyncio.create_task(self._say(next(authors), start + number / rate)))
        await asyncio.gather(*tasks)
        samples.seconds = time.perf_counter() - start
        await self._wait_for_deliveries(samples)
        return samples

    def receive(self, person: Person, at: float, frame: dict[str, Any]) -> None:
        if frame["type"] != "message.created":
            return
        message = frame["message"]
        self._seq = max(self._seq, message["seq"])
        due, author_id = self._sends.get(message["client_id"], (0.0, person.id))
        if person.id != author_id:
            self._samples.deliveries.append((at - due) * 1000)

    async def _say(self, author: Person, due: float) -> None:
        """Send like the page's outbox: one message in flight per person, `after` being the last seq known by then."""
        client_id = str(uuid4())
        self._sends[client_id] = due, author.id
        async with author.turn:
            body = {"client_id": client_id, "body": "The quick brown fox, measured again.", "after": self._seq}
            answer = await author.request("POST", f"conversations/{self.id}/messages", body)
        self._samples.sent += 1
        if answer.status == 201:
            self._samples.acks.append((time.perf_counter() - due) * 1000)
            self._seq = max(self._seq, answer.json()["seq"])
        else:
            self._samples.refused += 1
            self._samples.last_refusal = f"{answer.status} {answer.body[:200].decode()}"

    async def _wait_for_deliveries(self, samples: Samples) -> None:
        expected = len(samples.acks) * (len(self.members) - 1)
        deadline = time.perf_counter() + DELIVERY_SECONDS
        while len(samples.deliveries) < expected and time.perf_counter() < deadline:
            await asyncio.sleep(0.01)


class Conversations:
    """Passes every frame on to its conversation."""

    def __init__(self) -> None:
        self._by_id: dict[str, Conversation] = {}

    async def open(self, members: list[Person]) -> Conversation:
        conversation = await Conversation(members).open()
        self._by_id[conversation.id] = conversation
        return conversation

    def receive(self, person: Person, at: float, frame: dict[str, Any]) -> None:
        conversation = self._by_id.get(frame.get("conversation_id", ""))
        if conversation:
            conversation.receive(person, at, frame)
