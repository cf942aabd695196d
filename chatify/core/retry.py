"""Retries of writes that lost a race, with jitter so that the losers do not meet again."""

from collections.abc import Iterator
from math import inf
from random import uniform
from time import sleep


def retry_with_jitter(
    tries: int, *, unit: float = 0.01, longest: float = inf, immediate_retries: int = 0
) -> Iterator[int]:
    """Yield the number of each try, from 0, and sleep before every retry. The caller leaves the loop on success.

    Before retry n (1, 2, …) it sleeps a random time of at most `unit * 2**n` seconds, and never more than `longest`.
    The first `immediate_retries` retries do not sleep.
    """
    for attempt in range(tries):
        if attempt > immediate_retries:
            sleep(uniform(0, min(longest, unit * 2**attempt)))  # noqa: S311  # jitter, not a secret
        yield attempt
