"""Saves the emulator's state so that `kill -9` at any moment leaves one whole state behind.

The emulator itself saves only when it ends normally, one file for each service, one after the other. Here a forked copy
of it, frozen between two requests, writes every service into the folder `next`, and renames that to `ready` when it is
complete; only then does it move the files over the old ones. A start finishes a move that was interrupted and deletes
an unfinished `next`. The fork costs the emulator 1–3 ms; the copy writes at a low priority.
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

DESCRIPTORS_MAX: Final = 65_536
"""More than any emulator has open."""
SAVE_SECONDS_MAX: Final = 60
"""A copy that takes longer hangs, and is killed; the next one tries again."""
NICENESS: Final = 10
"""Below the site's own priority: about a tenth of a core where all cores are busy, a whole one where one is idle."""


def recover(state: Path) -> None:
    """Finish or delete the unfinished save of an earlier process, before the emulator reads its state.

    A file that can't be read is set aside as `….json.broken`: the emulator would silently start with nothing in its
    place, and save over it.
    """
    state.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(state / "next", ignore_errors=True)
    _install_ready_files(state)
    for path in state.glob("*.json"):
        if not _is_whole(path):
            path.rename(_free_broken_name(path))


def _is_whole(path: Path) -> bool:
    try:
        return isinstance(json.loads(path.read_bytes()), dict)
    except ValueError:
        return False


def _free_broken_name(path: Path) -> Path:
    """Return an unused name, because a file that was set aside earlier must not be overwritten."""
    names = (f"{path.name}.broken{number}" for number in ("", *range(2, 1000)))
    return next(free for name in names if not (free := path.with_name(name)).exists())


def disable_own_saves() -> None:
    """Keep ministack from saving at its end, because a kill could interrupt that."""
    from ministack.core import persistence

    persistence.PERSIST_STATE = False


def wait_for_fork() -> None:
    """Wait for a copy that is still writing, because it must not replace a newer state by an older one."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(-1, 0)


def fork_save(state: Path) -> int:
    """Fork a copy that saves the emulator of this process. Return the copy's process id, for `os.waitpid`."""
    with warnings.catch_warnings():
        # The copy runs this one thread and takes no lock of another, which is what Python 3.12 warns of.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        _save_as_copy(state)
        status = 0
    finally:
        os._exit(status)


def _save_as_copy(state: Path) -> None:
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    signal.alarm(SAVE_SECONDS_MAX)
    os.nice(NICENESS)
    gc.disable()  # garbage collection would visit every object and so copy every page
    # A connection that the emulator closes would otherwise stay open for its client as long as this copy lives.
    os.closerange(3, DESCRIPTORS_MAX)
    write(state)


def write(state: Path) -> None:
    """Save the emulator of this process, whole or not at all. The process must do nothing else afterwards."""
    from ministack import app
    from ministack.core import persistence

    next_folder = state / "next"
    shutil.rmtree(next_folder, ignore_errors=True)
    persistence.STATE_DIR, persistence.PERSIST_STATE = str(next_folder), True
    _speed_up_saving()
    # A private function of ministack 1.5.33; tests/local/test_snapshots.py notices when it changes.
    services = app._build_persistence_save_dict()
    persistence.save_all(services)
    if {path.stem for path in next_folder.glob("*.json")} != set(services):
        raise RuntimeError("A service could not be saved; the last whole state stays.")
    for path in next_folder.iterdir():
        _sync_to_disk(path)
    _install_ready_files(state)  # those of an earlier save come first
    next_folder.rename(state / "ready")
    _sync_to_disk(state)
    _install_ready_files(state)


def _speed_up_saving() -> None:
    """Replace two functions that ministack calls: saving then takes a fifth of the time.

    Nothing changes in this process any more, so nothing has to be copied before it is written.
    """
    copy.deepcopy = _return_same  # type: ignore[assignment]
    json.dump = _dump_at_once  # type: ignore[assignment]


def _return_same(value: Any, _: Any = None) -> Any:
    return value


def _dump_at_once(value: Any, file: IO[str], **options: Any) -> None:
    """Encode in C; `json.dump` walks through the value in Python."""
    file.write(json.dumps(value, **options))


def _install_ready_files(state: Path) -> None:
    ready = state / "ready"
    if not ready.exists():
        return
    for path in ready.iterdir():
        path.replace(state / path.name)
    _sync_to_disk(state)
    ready.rmdir()


def _sync_to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
