"""The measurements, one after the other, each a few rows of the table."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Callable
from statistics import median
from typing import NamedTuple

from tests.bench.conversations import Conversation, Conversations, Samples
from tests.bench.pages import pages_per_second
from tests.bench.people import Person, few_at_once, sign_up_people
from tests.bench.processes import run
from tests.bench.site import Site, Usage
from tests.bench.table import Row, quantile

PEOPLE = 100
IDLE_SOCKETS = 200
IDLE_SECONDS = 10
WARM_UP = 3
PAGE_SECONDS = 5
HISTORY = 50
# Members, messages a second, seconds; goals of delivery: median and 99th percentile in milliseconds.
TALKS = ((2, 20, 15, 12, 50), (20, 5, 15, None, None), (100, 2, 20, 40, 110))
RATES = (20, 40, 60, 80, 100, 120, 150, 200)
RATE_SECONDS = 5
PAIRS = 10
TOO_SLOW_MILLISECONDS = 250
PrintProgress = Callable[[str], None]


class BareCalls(NamedTuple):
    """The DynamoDB calls of a send without our code."""

    call_count: int
    milliseconds: float
    """The median of all calls together."""


async def measure(site: Site, print_progress: PrintProgress) -> AsyncGenerator[list[Row], None]:
    """Yield rows as soon as they are measured."""
    print_progress(f"Signing up {PEOPLE} people …")
    people = await sign_up_people(site.port, PEOPLE)
    yield measure_idle(site)
    bare_calls = await measure_bare_calls(site, people)
    yield [Row(f"the {bare_calls.call_count} bare DynamoDB calls of a send, median", bare_calls.milliseconds, "ms")]
    yield await measure_idle_sockets(site, people, print_progress)
    conversations, before, start = Conversations(), site.usage(), time.perf_counter()
    await few_at_once(person.listen(conversations.receive) for person in people)
    try:
        yield await measure_talks(site, conversations, people, bare_calls.milliseconds, print_progress)
        yield await measure_top_rate(conversations, people, print_progress)
        yield await measure_readers(site, people, print_progress)
        others = (site.usage().others_cpu - before.others_cpu) / (time.perf_counter() - start)
        yield [Row("all other processes of this machine", others, "cores")]
    finally:
        await asyncio.gather(*(person.leave() for person in people))


def measure_idle(site: Site) -> list[Row]:
    now = site.usage()
    return [
        Row("idle, server", now.server_memory / 2**20, "MB"),
        Row("idle, emulator", now.emulator_memory / 2**20, "MB"),
        Row("idle, both", (now.server_memory + now.emulator_memory) / 2**20, "MB", 250),
    ]


async def measure_idle_sockets(site: Site, people: list[Person], print_progress: PrintProgress) -> list[Row]:
    print_progress(f"Opening {IDLE_SOCKETS} idle sockets …")
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
    kib_per_socket = (opened.server_memory - before.server_memory) / IDLE_SOCKETS / 1024
    cpu_percent = (after.server_cpu - opened.server_cpu) / IDLE_SECONDS * 100
    return [
        Row("an idle socket", kib_per_socket, "KiB", 45),
        Row(f"CPU of {IDLE_SOCKETS} idle sockets", cpu_percent, "% of a core"),
    ]


async def measure_bare_calls(site: Site, people: list[Person]) -> BareCalls:
    conversation = await Conversation(people[-2:]).open()
    environment = site.environment | {"BENCH_TOKEN": conversation.members[0].token}
    output = await asyncio.to_thread(run, "tests.bench.bare_calls", conversation.id, environment=environment)
    result = json.loads(output)
    return BareCalls(len(result["calls"]), median(result["ms"]))


async def measure_talks(
    site: Site,
    conversations: Conversations,
    people: list[Person],
    bare_milliseconds: float,
    print_progress: PrintProgress,
) -> list[Row]:
    rows: list[Row] = []
    cpu: dict[int, tuple[float, float]] = {}
    for size, rate, seconds, p50, p99 in TALKS:
        print_progress(f"A conversation of {size}, {rate} messages a second …")
        conversation = await conversations.open(people[:size])
        await conversation.talk(rate, WARM_UP)
        before = site.usage()
        samples = await conversation.talk(rate, seconds)
        after = site.usage()
        if samples.refused:
            print_progress(f"{samples.refused} refused, the last with {samples.last_refusal}")
        cpu[size] = cpu_per_message(before, after, samples)
        rows += talk_rows(size, rate, samples, p50, p99)
        if size == 2:
            rows.append(
                Row("conversation of 2, our own time a send, median", median(samples.acks) - bare_milliseconds, "ms", 3)
            )
    cpu_per_delivery = (cpu[100][0] - cpu[2][0]) / 98 * 1000
    return [
        *rows,
        Row("CPU a message in a conversation of 2, server", cpu[2][0], "ms"),
        Row("CPU a message in a conversation of 2, emulator", cpu[2][1], "ms"),
        Row("CPU a message in a conversation of 100, server", cpu[100][0], "ms"),
        Row("CPU a message in a conversation of 100, emulator", cpu[100][1], "ms"),
        Row("CPU an extra delivery, server", cpu_per_delivery, "µs", 150),
    ]


def cpu_per_message(before: Usage, after: Usage, samples: Samples) -> tuple[float, float]:
    """Return the milliseconds a message takes of the server and of the emulator."""
    server, emulator = after.server_cpu - before.server_cpu, after.emulator_cpu - before.emulator_cpu
    return server / samples.sent * 1000, emulator / samples.sent * 1000


def talk_rows(size: int, rate: float, samples: Samples, p50: float | None, p99: float | None) -> list[Row]:
    name = f"conversation of {size}, {rate}/s"
    lost = len(samples.acks) * (size - 1) - len(samples.deliveries)
    return [
        Row(f"{name}, send→ack p50", quantile(samples.acks, 0.5), "ms"),
        Row(f"{name}, send→ack p99", quantile(samples.acks, 0.99), "ms"),
        Row(f"{name}, send→deliver p50", quantile(samples.deliveries, 0.5), "ms", p50),
        Row(f"{name}, send→deliver p99", quantile(samples.deliveries, 0.99), "ms", p99),
        Row(f"{name}, refused or undelivered", samples.refused + lost, "", 0),
    ]


async def measure_top_rate(
    conversations: Conversations, people: list[Person], print_progress: PrintProgress
) -> list[Row]:
    """Let all pairs talk together, faster and faster, until the 99th percentile is too slow."""
    pairs = [await conversations.open(people[2 * number : 2 * number + 2]) for number in range(PAIRS)]
    reached = 0.0
    for rate in RATES:
        print_progress(f"{PAIRS} conversations of 2, {rate} messages a second together …")
        talks = (pair.talk(rate / PAIRS, RATE_SECONDS, delay=number / rate) for number, pair in enumerate(pairs))
        results = await asyncio.gather(*talks)
        deliveries = [sample for samples in results for sample in samples.deliveries]
        if sum(samples.refused for samples in results) or quantile(deliveries, 0.99) >= TOO_SLOW_MILLISECONDS:
            break
        reached = sum(len(samples.acks) for samples in results) / max(samples.seconds for samples in results)
    return [Row(f"most messages with p99 < {TOO_SLOW_MILLISECONDS} ms", reached, "messages/s", 60, at_least=True)]


async def measure_readers(site: Site, people: list[Person], print_progress: PrintProgress) -> list[Row]:
    print_progress("Readers …")
    conversation = await Conversation(people[2:4]).open()
    await conversation.talk(10, HISTORY / 10)
    reader = conversation.members[0]
    json_rate = await pages_per_second(
        site.port, f"/api/v1/conversations/{conversation.id}/messages?limit=50", reader.bearer, PAGE_SECONDS
    )
    html_rate = await pages_per_second(
        site.port, f"/c/{conversation.id}", {"Cookie": await reader.cookies()}, PAGE_SECONDS
    )
    return [
        Row("pages of 50 messages, JSON", json_rate, "pages/s", 100, at_least=True),
        Row("pages of 50 messages, HTML", html_rate, "pages/s", 60, at_least=True),
    ]
