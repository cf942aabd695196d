"""The measures, one after the other, each a few rows of the table."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Callable
from statistics import median
from typing import NamedTuple

from tests.bench import pages
from tests.bench.people import Person, crowd, few_at_once
from tests.bench.processes import run
from tests.bench.rooms import Room, Rooms, Samples
from tests.bench.site import Site, Usage
from tests.bench.table import Row, quantile

PEOPLE = 100
IDLE_SOCKETS = 200
IDLE_SECONDS = 10
WARM_UP = 3
PAGE_SECONDS = 5
HISTORY = 50
# People, messages a second, seconds; goals of delivery: median and 99th percentile, milliseconds.
TALKS = ((2, 20, 15, 12, 50), (20, 5, 15, None, None), (100, 2, 20, 40, 110))
RATES = (20, 40, 60, 80, 100, 120, 150, 200)
RATE_SECONDS = 5
PAIRS = 10
TOO_SLOW = 250
Say = Callable[[str], None]


class Store(NamedTuple):
    """Without our code: how many calls, and their median in milliseconds together."""

    calls: int
    ms: float


async def measure(site: Site, say: Say) -> AsyncGenerator[list[Row], None]:
    """Rows as soon as they are known."""
    say(f"Signing up {PEOPLE} people …")
    people = await crowd(site.port, PEOPLE)
    yield idle(site)
    bare = await store(site, people)
    yield [Row(f"the {bare.calls} bare store’s calls of a send, median", bare.ms, "ms")]
    yield await sleepers(site, people, say)
    rooms, before, begun = Rooms(), site.usage(), time.perf_counter()
    await few_at_once(person.listen(rooms.heard) for person in people)
    try:
        yield await talks(site, rooms, people, bare.ms, say)
        yield await fastest(rooms, people, say)
        yield await readers(site, people, say)
        others = (site.usage().others_cpu - before.others_cpu) / (time.perf_counter() - begun)
        yield [Row("everybody else on this machine meanwhile", others, "cores")]
    finally:
        await asyncio.gather(*(person.leave() for person in people))


def idle(site: Site) -> list[Row]:
    now = site.usage()
    return [
        Row("idle, server", now.server_memory / 2**20, "MB"),
        Row("idle, emulator", now.emulator_memory / 2**20, "MB"),
        Row("idle, both", (now.server_memory + now.emulator_memory) / 2**20, "MB", 250),
    ]


async def sleepers(site: Site, people: list[Person], say: Say) -> list[Row]:
    say(f"Opening {IDLE_SOCKETS} idle sockets …")
    await people[0].listen()
    before = site.usage()
    for _ in range(IDLE_SOCKETS // len(people)):
        for person in people:
            await person.listen()
    await asyncio.sleep(1)
    opened = site.usage()
    await asyncio.sleep(IDLE_SECONDS)
    after = site.usage()
    await asyncio.gather(*(person.leave() for person in people))
    held = (opened.server_memory - before.server_memory) / IDLE_SOCKETS / 1024
    busy = (after.server_cpu - opened.server_cpu) / IDLE_SECONDS * 100
    return [
        Row("an idle socket", held, "KiB", 45),
        Row(f"CPU of {IDLE_SOCKETS} idle sockets", busy, "% of a core"),
    ]


async def store(site: Site, people: list[Person]) -> Store:
    room = await Room(people[-2:]).open()
    environment = site.environment | {"BENCH_TOKEN": room.members[0].token}
    told = json.loads(await asyncio.to_thread(run, "tests.bench.store", room.id, environment=environment))
    return Store(len(told["calls"]), median(told["ms"]))


async def talks(site: Site, rooms: Rooms, people: list[Person], bare: float, say: Say) -> list[Row]:
    rows: list[Row] = []
    cpu: dict[int, tuple[float, float]] = {}
    for size, rate, seconds, p50, p99 in TALKS:
        say(f"A room of {size}, {rate} messages a second …")
        room = await rooms.open(people[:size])
        await room.talk(rate, WARM_UP)
        before = site.usage()
        heard = await room.talk(rate, seconds)
        after = site.usage()
        if heard.refused:
            say(f"{heard.refused} refused, the last with {heard.words}")
        cpu[size] = spent(before, after, heard)
        rows += spoken(size, rate, heard, p50, p99)
        if size == 2:
            rows.append(Row("room of 2, our own time a send, median", median(heard.acks) - bare, "ms", 3))
    each = (cpu[100][0] - cpu[2][0]) / 98 * 1000
    return [
        *rows,
        Row("CPU a message in a room of 2, server", cpu[2][0], "ms"),
        Row("CPU a message in a room of 2, emulator", cpu[2][1], "ms"),
        Row("CPU a message in a room of 100, server", cpu[100][0], "ms"),
        Row("CPU a message in a room of 100, emulator", cpu[100][1], "ms"),
        Row("CPU an extra delivery, server", each, "µs", 150),
    ]


def spent(before: Usage, after: Usage, heard: Samples) -> tuple[float, float]:
    """Milliseconds a message: the server's, the emulator's."""
    server, emulator = after.server_cpu - before.server_cpu, after.emulator_cpu - before.emulator_cpu
    return server / heard.sent * 1000, emulator / heard.sent * 1000


def spoken(size: int, rate: float, heard: Samples, p50: float | None, p99: float | None) -> list[Row]:
    name = f"room of {size}, {rate}/s"
    lost = len(heard.acks) * (size - 1) - len(heard.deliveries)
    return [
        Row(f"{name}, send→ack p50", quantile(heard.acks, 0.5), "ms"),
        Row(f"{name}, send→ack p99", quantile(heard.acks, 0.99), "ms"),
        Row(f"{name}, send→deliver p50", quantile(heard.deliveries, 0.5), "ms", p50),
        Row(f"{name}, send→deliver p99", quantile(heard.deliveries, 0.99), "ms", p99),
        Row(f"{name}, refused or undelivered", heard.refused + lost, "", 0),
    ]


async def fastest(rooms: Rooms, people: list[Person], say: Say) -> list[Row]:
    """All pairs together, faster and faster, until the 99th percentile is too slow."""
    pairs = [await rooms.open(people[2 * number : 2 * number + 2]) for number in range(PAIRS)]
    reached = 0.0
    for rate in RATES:
        say(f"{PAIRS} rooms of 2, {rate} messages a second together …")
        each = (pair.talk(rate / PAIRS, RATE_SECONDS, delay=number / rate) for number, pair in enumerate(pairs))
        heard = await asyncio.gather(*each)
        deliveries = [sample for samples in heard for sample in samples.deliveries]
        if sum(samples.refused for samples in heard) or quantile(deliveries, 0.99) >= TOO_SLOW:
            break
        reached = sum(len(samples.acks) for samples in heard) / max(samples.seconds for samples in heard)
    return [Row(f"most messages with p99 < {TOO_SLOW} ms", reached, "messages/s", 60, at_least=True)]


async def readers(site: Site, people: list[Person], say: Say) -> list[Row]:
    say("Readers …")
    room = await Room(people[2:4]).open()
    await room.talk(10, HISTORY / 10)
    reader = room.members[0]
    json_rate = await pages.a_second(
        site.port, f"/api/v1/conversations/{room.id}/messages?limit=50", reader.bearer, PAGE_SECONDS
    )
    html_rate = await pages.a_second(site.port, f"/c/{room.id}", {"Cookie": await reader.cookies()}, PAGE_SECONDS)
    return [
        Row("pages of 50 messages, JSON", json_rate, "pages/s", 100, at_least=True),
        Row("pages of 50 messages, HTML", html_rate, "pages/s", 60, at_least=True),
    ]
