"""How many pages of 50 messages a second, asked for by eight readers at once."""

import asyncio
import time
from collections.abc import Mapping

from tests.bench.client import Connection

READERS = 8


async def a_second(port: int, path: str, headers: Mapping[str, str], seconds: float) -> float:
    """Answers a second. Raises `RuntimeError` for anything but 200."""
    until = time.perf_counter() + seconds
    counts = await asyncio.gather(*(read(port, path, headers, until) for _ in range(READERS)))
    return sum(counts) / seconds


async def read(port: int, path: str, headers: Mapping[str, str], until: float) -> int:
    connection, count = Connection(port), 0
    while time.perf_counter() < until:
        answer = await connection("GET", path, headers=headers)
        if answer.status != 200:
            raise RuntimeError(f"GET {path} answered {answer.status}: {answer.body[:300]!r}")
        count += 1
    await connection.close()
    return count
