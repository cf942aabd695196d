"""What the embedded AWS remembers, written so that `kill -9` at any moment leaves one whole state behind.

The emulator itself saves only when it ends in peace, a file a service, one after the other. Here a forked copy of it,
frozen between two requests, writes every service into `next`, which is renamed to `ready` when it is complete; only
then are its files moved over the old ones. A start finishes a move that was interrupted and forgets a `next`.
Forking costs the emulator 1–3 ms; the writing happens beside it, when nobody else needs the core.
"""

import contextlib
import copy
import gc
import json
import os
import shutil
import signal
import warnings
from pathlib import Path
from typing import IO, Any, Final

DESCRIPTORS: Final = 65_536
"""More than any emulator has open."""
SLOWEST: Final = 60
"""Seconds until a copy that hangs is given up; the next one tries again."""
YIELDING: Final = 10
"""Steps down from the site's own priority: about a tenth of a core where all are busy, a whole one where it is idle."""


def recover(state: Path) -> None:
    """Finish or forget what an earlier process left half done. Call before the emulator reads its state.

    What can't be read is set aside as `….json.broken`: the emulator would begin anew without a word, and save over it.
    """
    state.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(state / "next", ignore_errors=True)
    _take_over(state)
    for path in state.glob("*.json"):
        if not _is_whole(path):
            path.rename(_aside(path))


def _is_whole(path: Path) -> bool:
    try:
        return isinstance(json.loads(path.read_bytes()), dict)
    except ValueError:
        return False


def _aside(path: Path) -> Path:
    """A name that is free: an older one is somebody's data too."""
    names = (f"{path.name}.broken{number}" for number in ("", *range(2, 1000)))
    return next(free for name in names if not (free := path.with_name(name)).exists())


def take_charge() -> None:
    """From here on ministack itself saves nothing: its own way of ending could be cut in half."""
    from ministack.core import persistence

    persistence.PERSIST_STATE = False


def finish() -> None:
    """Wait for a copy that is still writing: it must not move an older state over a newer one."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(-1, 0)


def save(state: Path) -> int:
    """Start a save of the emulator in this process; answers the copy's process id, for `os.waitpid`."""
    with warnings.catch_warnings():
        # The copy runs this one thread and takes no lock of another, which is what Python 3.12 warns of.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child:
        return child
    status = 1
    try:
        _as_a_copy(state)
        status = 0
    finally:
        os._exit(status)


def _as_a_copy(state: Path) -> None:
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    signal.alarm(SLOWEST)
    os.nice(YIELDING)
    gc.disable()  # a look at every object would copy every page
    # Held open here, a connection that the emulator closes would stay open for its client.
    os.closerange(3, DESCRIPTORS)
    write(state)


def write(state: Path) -> None:
    """Save this process's emulator, whole or not at all. It is good for nothing else afterwards."""
    from ministack import app
    from ministack.core import persistence

    coming = state / "next"
    shutil.rmtree(coming, ignore_errors=True)
    persistence.STATE_DIR, persistence.PERSIST_STATE = str(coming), True
    _hasten()
    # A private name of ministack 1.5.33, held by tests/local/test_snapshots.py.
    services = app._build_persistence_save_dict()
    persistence.save_all(services)
    if {path.stem for path in coming.glob("*.json")} != set(services):
        raise RuntimeError("A service could not be saved; the last whole state stays.")
    for path in coming.iterdir():
        _flush(path)
    _take_over(state)  # an older one that is complete goes first
    coming.rename(state / "ready")
    _flush(state)
    _take_over(state)


def _hasten() -> None:
    """A fifth of the work: nothing changes here any more, so nothing is copied first; each file is encoded at once."""
    copy.deepcopy = _as_it_is  # type: ignore[assignment]
    json.dump = _dump  # type: ignore[assignment]


def _as_it_is(whole: Any, _: Any = None) -> Any:
    return whole


def _dump(whole: Any, file: IO[str], **options: Any) -> None:
    """`json.dump` goes through the tree in Python."""
    file.write(json.dumps(whole, **options))


def _take_over(state: Path) -> None:
    ready = state / "ready"
    if not ready.exists():
        return
    for path in ready.iterdir():
        path.replace(state / path.name)
    _flush(state)
    ready.rmdir()


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
