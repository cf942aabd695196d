"""The two numbers of docs/scale.md that no price list or quota gives: simulated, with the times of AWS's own documents.

A send is a read and a conditional write of a slot; who finds it taken reads it and tries the next, as chat.models.log.
A socket that was cut comes back by the client's own schedule, and the gateway lets 500 a second in.
"""

import heapq
from dataclasses import dataclass, field
from random import Random

READ, WRITE = 0.004, 0.006
"""Seconds of a DynamoDB call in the same region, in the median; each varies by half."""
TRIES = 8


@dataclass
class Sends:
    """Outcomes of one second after another of sends into ONE conversation."""

    tries: list[int] = field(default_factory=list)
    refused: int = 0
    seconds: list[float] = field(default_factory=list)

    @property
    def refused_share(self) -> float:
        return self.refused / (self.refused + len(self.tries))

    def slowest(self, share: float) -> float:
        return sorted(self.seconds)[int(len(self.seconds) * share) - 1]


def sends(per_second: float, *, seconds: int = 60, seed: int = 1) -> Sends:
    """Each sender believes in the head that it saw when it began; the slots fill in the order of the writes' arrival."""
    dice, told, taken = Random(seed), Sends(), 0
    # (when, who, began, puts so far, slot, what); a `read` finds the end of the log as it is then.
    waiting: list[tuple[float, int, float, int, int, str]] = []
    at = 0.0
    for number in range(int(per_second * seconds)):
        at += dice.expovariate(per_second)
        heapq.heappush(waiting, (at + _took(dice, READ), number, at, 0, 0, "read"))
    while waiting:
        now, number, began, puts, slot, what = heapq.heappop(waiting)
        if what == "read":
            # The first try after the examination and the second go at once; from the third on, chance spreads them.
            pause = dice.uniform(0, 0.01 * 2 ** (puts - 1)) if puts >= 3 else 0.0
            heapq.heappush(waiting, (now + pause + _took(dice, WRITE), number, began, puts + 1, taken + 1, "write"))
        elif slot > taken:
            taken = slot
            told.tries.append(puts)
            told.seconds.append(now - began)
        elif puts > TRIES:
            told.refused += 1
        else:
            heapq.heappush(waiting, (now + _took(dice, READ), number, began, puts, 0, "read"))
    return told


def reconnects(people: int, *, admitted: int = 500, longest: float = 30, seed: int = 1) -> list[float]:
    """When each is back, in seconds after all were cut at once; waits as static/js/chat/backoff.js."""
    dice = Random(seed)
    coming = [(dice.uniform(0.5, 1), 0) for _ in range(people)]
    heapq.heapify(coming)
    back: list[float] = []
    second, used = -1, 0
    while coming:
        now, tried = heapq.heappop(coming)
        if int(now) != second:
            second, used = int(now), 0
        used += 1
        if used <= admitted:
            back.append(now)
        else:
            heapq.heappush(coming, (now + dice.uniform(0.5, min(longest, 0.5 * 2.0 ** (tried + 2))), tried + 1))
    return back


def _took(dice: Random, median: float) -> float:
    return median * dice.uniform(0.5, 1.5)
