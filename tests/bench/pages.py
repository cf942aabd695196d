"""Count how many pages of 50 messages eight readers at once get in a second."""

import asyncio
import time
from collections.abc import Mapping

from tests.bench.client import Connection

READERS = 8


async def pages_per_second(port: int, path: str, headers: Mapping[str, str], seconds: float) -> float:
    """Return the answers per second. Raises `RuntimeError` for any status but 200."""
    deadline = time.perf_counter() + seconds
    counts = await asyncio.gather(*(read(port, path, headers, deadline) for _ in range(READERS)))
    return sum(counts) / seconds


async def read(port: int, path: str, headers: Mapping[str, str], deadline: float) -> int:
    connection, count = Connection(port), 0
    while time.perf_counter() < deadline:
        answer = await connection("GET", path, headers=headers)
        if answer.status != 200:
            raise RuntimeError(f"GET {path} answered {answer.status}: {answer.body[:300]!r}")
        count += 1
    await connection.close()
    return count
