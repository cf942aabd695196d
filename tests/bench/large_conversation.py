"""Measure a conversation of 2,000 members with 500 open sockets, of which 60 show it."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.bench.conversations import Conversation, Samples
from tests.bench.people import Person, few_at_once
from tests.bench.processes import run
from tests.bench.site import Site
from tests.bench.table import Row, quantile

MEMBERS, PEOPLE, SOCKETS_EACH, VIEWERS = 2_000, 50, 10, 60
RATE, SECONDS = 2, 20
FIRST_NUMBER = 9_100
"""Above the numbers of all other people in the run, whose handles are made of them."""


class FrameCounter:
    """Counts all frames of the conversation by type, and passes them on to it."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.kinds: Counter[str] = Counter()

    def receive(self, person: Person, at: float, frame: dict[str, Any]) -> None:
        if frame.get("conversation_id") == self.conversation.id:
            self.kinds[frame["type"]] += 1
            self.conversation.receive(person, at, frame)


async def measure_large_conversation(site: Site, print_progress: Callable[[str], None]) -> list[Row]:
    print_progress(f"A conversation of {MEMBERS} with {PEOPLE * SOCKETS_EACH} sockets, {VIEWERS} of which show it …")
    people = [Person(site.port, FIRST_NUMBER + number) for number in range(PEOPLE)]
    await few_at_once(person.enter() for person in people)
    conversation = await Conversation(people).open()
    await asyncio.to_thread(
        run, "tests.bench.fill_conversation", conversation.id, str(MEMBERS), environment=site.environment
    )
    counter = FrameCounter(conversation)
    for _ in range(SOCKETS_EACH):
        await few_at_once(person.listen(counter.receive) for person in people)
    try:
        await show(people, conversation.id)
        before = site.usage()
        samples = await conversation.talk(RATE, SECONDS)
        after = site.usage()
    finally:
        await asyncio.gather(*(person.leave() for person in people))
    cpu_per_message = (after.server_cpu - before.server_cpu) / samples.sent * 1000
    return rows(samples, counter.kinds, cpu_per_message)


async def show(people: list[Person], conversation_id: str) -> None:
    """Show the conversation on the first socket of each person and on the second of some."""
    sockets = [person.sockets[turn] for turn in (0, 1) for person in people][:VIEWERS]
    for socket in sockets:
        await socket.send(json.dumps({"type": "open", "conversation_id": conversation_id}))
    await asyncio.sleep(2)


def rows(samples: Samples, kinds: Counter[str], cpu_per_message: float) -> list[Row]:
    name = f"conversation of {MEMBERS}, {RATE}/s"
    return [
        Row(f"{name}, send→ack p50", quantile(samples.acks, 0.5), "ms"),
        Row(f"{name}, send→ack p99", quantile(samples.acks, 0.99), "ms"),
        Row(f"{name}, send→deliver p50", quantile(samples.deliveries, 0.5), "ms"),
        Row(f"{name}, send→deliver p99", quantile(samples.deliveries, 0.99), "ms"),
        Row(f"{name}, refused", samples.refused, "", 0),
        Row(
            f"{name}, pushes a message",
            kinds["message.created"] / max(1, len(samples.acks)),
            "",
            VIEWERS + SOCKETS_EACH,
        ),
        Row(f"{name}, hints a minute", kinds["head"] / samples.seconds * 60, ""),
        Row(f"{name}, CPU a message, server", cpu_per_message, "ms"),
    ]
