"""Simulate the numbers of docs/scale.md that no price list or quota gives.

A send reads the log and writes a slot on the condition that it is free. If the slot is taken, the send reads again and
tries the next one, as in `chat.models.log`. A closed socket reconnects by the client's schedule, and the gateway admits
500 new sockets a second.
"""

import heapq
from dataclasses import dataclass, field
from random import Random

READ, WRITE = 0.004, 0.006
"""The median seconds of a DynamoDB call in the same region. Each call varies by half."""
TRIES = 8


@dataclass
class Sends:
    """The outcomes of all sends into one conversation."""

    tries: list[int] = field(default_factory=list)
    refused: int = 0
    seconds: list[float] = field(default_factory=list)

    @property
    def refused_share(self) -> float:
        return self.refused / (self.refused + len(self.tries))

    def slowest(self, share: float) -> float:
        return sorted(self.seconds)[int(len(self.seconds) * share) - 1]


def simulate_sends(per_second: float, *, seconds: int = 60, seed: int = 1) -> Sends:
    """Simulate sends into one conversation: each reads the head first, and slots fill in the order of the writes."""
    random, outcomes, last_slot = Random(seed), Sends(), 0
    # (time, number of the send, when it began, its writes so far, slot, next call)
    waiting: list[tuple[float, int, float, int, int, str]] = []
    at = 0.0
    for number in range(int(per_second * seconds)):
        at += random.expovariate(per_second)
        heapq.heappush(waiting, (at + _duration(random, READ), number, at, 0, 0, "read"))
    while waiting:
        now, number, began, puts, slot, call = heapq.heappop(waiting)
        if call == "read":
            # The first retries are immediate; from the third on, they wait a random time.
            pause = random.uniform(0, 0.01 * 2 ** (puts - 1)) if puts >= 3 else 0.0
            heapq.heappush(
                waiting, (now + pause + _duration(random, WRITE), number, began, puts + 1, last_slot + 1, "write")
            )
        elif slot > last_slot:
            last_slot = slot
            outcomes.tries.append(puts)
            outcomes.seconds.append(now - began)
        elif puts > TRIES:
            outcomes.refused += 1
        else:
            heapq.heappush(waiting, (now + _duration(random, READ), number, began, puts, 0, "read"))
    return outcomes


def simulate_reconnects(people: int, *, admitted: int = 500, longest: float = 30, seed: int = 1) -> list[float]:
    """Return after how many seconds each socket is open again. Clients wait as in static/js/chat/backoff.js."""
    random = Random(seed)
    attempts = [(random.uniform(0.5, 1), 0) for _ in range(people)]
    heapq.heapify(attempts)
    reconnected: list[float] = []
    second, admitted_now = -1, 0
    while attempts:
        now, tries = heapq.heappop(attempts)
        if int(now) != second:
            second, admitted_now = int(now), 0
        admitted_now += 1
        if admitted_now <= admitted:
            reconnected.append(now)
        else:
            heapq.heappush(attempts, (now + random.uniform(0.5, min(longest, 0.5 * 2.0 ** (tries + 2))), tries + 1))
    return reconnected


def _duration(random: Random, median: float) -> float:
    return median * random.uniform(0.5, 1.5)
