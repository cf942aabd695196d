"""A child that ends when its parent does, `kill -9` included.

The parent holds the writing end of a pipe and never writes: whatever way it goes, the kernel closes that end and the
child reads the end of the file.
"""

import os
from collections.abc import Callable
from threading import Thread


def watch(descriptor: int, cut: Callable[[], object]) -> None:
    """Call `cut` from a thread of its own once the parent is gone."""

    def wait() -> None:
        while os.read(descriptor, 64):
            pass
        cut()

    Thread(target=wait, name="lifeline", daemon=True).start()
