"""Where views, frames and handshakes run: they block on the store, and the loop must not."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

T = TypeVar("T")

THREADS: Final = 16
"""More would only wait for the interpreter's lock; the rest of a burst waits in the queue."""

_pool = ThreadPoolExecutor(THREADS, thread_name_prefix="work")


async def in_thread(call: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_pool, call)
