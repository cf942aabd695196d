"""What starting up leaves behind: 10–20 MB to give back, and a heap that is never garbage."""

import ctypes
import gc


def settle() -> None:
    """At the end of a start. What was loaded stays, so it is no longer looked through: a tenth of a second each time,
    in which everybody waits, and in a process that forks a copy of each page."""
    gc.collect()
    gc.freeze()
    trim()


def trim() -> None:
    """About 2 ms. Only glibc keeps freed memory so long, and only glibc has this."""
    release = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if release is not None:
        release(0)
