"""Long-running processes end with their parent and keep their memory small."""

import ctypes
import gc
import os
from collections.abc import Callable
from threading import Thread


def watch_parent(descriptor: int, on_parent_gone: Callable[[], object]) -> None:
    """Call `on_parent_gone` in a thread once the parent has ended, also by `kill -9`.

    `descriptor` is the reading end of a pipe. The parent holds the other end and never writes: however it ends, the
    kernel closes that end, and reading returns.
    """

    def wait_for_end() -> None:
        while os.read(descriptor, 64):
            pass
        on_parent_gone()

    Thread(target=wait_for_end, name="parent-watch", daemon=True).start()


def freeze_heap() -> None:
    """Exclude all loaded objects from garbage collection and release free memory; call it at the end of a start.

    Loaded objects stay. Searching them for garbage would stop everybody for a tenth of a second each time,
    and in a process that forks it would copy each page.
    """
    gc.collect()
    gc.freeze()
    trim_heap()


def trim_heap() -> None:
    """Release freed memory to the system: 10–20 MB after a start, in about 2 ms.

    Only glibc keeps freed memory, and only glibc has this function.
    """
    malloc_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if malloc_trim is not None:
        malloc_trim(0)
