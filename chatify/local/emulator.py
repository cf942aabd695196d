"""The emulator's process: ministack, saving its state while it runs. `chatify.local.emulator_process` starts it.

It imports no Django on purpose, so that it is up half a second after the start.
"""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn

from chatify.local import snapshots
from chatify.local.process import freeze_heap, trim_heap, watch_parent

SAVE_SECONDS = 2.0
"""From a change to its save at the soonest, so the most that `kill -9` can lose where saves are quick."""

READING_OPERATIONS = ("Get", "Query", "Scan", "BatchGet", "TransactGet", "Describe", "List", "AdminGet")
"""What the names of operations that change nothing begin with."""

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


class ChangeWatcher:
    """ministack's ASGI application; each request that may change something sets `changed`."""

    def __init__(self, application: Any) -> None:
        self.application = application
        self.changed = asyncio.Event()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        try:
            await self.application(scope, receive, send)
        finally:
            if scope["type"] == "http" and _may_change_state(scope):
                self.changed.set()


def _may_change_state(scope: MutableMapping[str, Any]) -> bool:
    if scope["method"] in ("GET", "HEAD"):
        return False
    target = next((value for name, value in scope["headers"] if name == b"x-amz-target"), b"")
    return not target.decode("latin-1").rpartition(".")[2].startswith(READING_OPERATIONS)


async def save_after_changes(state: Path, changed: asyncio.Event) -> None:
    """Save soon after each change, and later after a large save: saving takes a tenth of a core at most."""
    pause = SAVE_SECONDS
    while True:
        await changed.wait()
        await asyncio.sleep(pause)
        changed.clear()
        # Save on the loop's own thread, because no table is half written between two requests.
        pid = snapshots.fork_save(state)
        _, status, usage = await asyncio.shield(asyncio.to_thread(os.wait4, pid, 0))
        if status:
            changed.set()
        trim_heap()
        # Use the processor time of the save, because a save waits while the site is busy.
        pause = max(SAVE_SECONDS, 10 * (usage.ru_utime + usage.ru_stime))


class Server(uvicorn.Server):
    """Serves until SIGTERM, or until the parent has ended; `main` then saves what is left."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # Ctrl-C reaches the whole process group, but the parent ends this process last.
        if sig == signal.SIGTERM:
            self.end()

    def end(self) -> None:
        snapshots.disable_own_saves()
        self.should_exit = True


async def serve(listener: socket.socket, state: Path) -> None:
    """Serve ministack on the parent's socket, and save its state."""
    from ministack.app import app

    watcher = ChangeWatcher(app)
    config = uvicorn.Config(
        watcher, log_level="error", access_log=False, ws="wsproto", timeout_keep_alive=75, timeout_graceful_shutdown=1
    )
    server = Server(config)
    freeze_heap()
    watch_parent(sys.stdin.fileno(), server.end)
    saving = asyncio.create_task(save_after_changes(state, watcher.changed))
    await server.serve([listener])
    saving.cancel()


def main() -> None:
    """Recover, serve, save."""
    state = Path(os.environ["STATE_DIR"])
    snapshots.recover(state)
    asyncio.run(serve(socket.socket(fileno=int(sys.argv[1])), state))
    snapshots.wait_for_fork()
    snapshots.write(state)


if __name__ == "__main__":
    main()
