"""The child process: ministack, saving its state while it runs. Started by `chatify.local.child.Emulator`.

Free of Django on purpose: it is up half a second after the start.
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

from chatify.local import lifeline, snapshots
from chatify.local.memory import settle, trim

PAUSE = 2.0
"""Seconds from a change to its save at the soonest, so the most that `kill -9` can lose where saves are quick."""

READS = ("Get", "Query", "Scan", "BatchGet", "TransactGet", "Describe", "List", "AdminGet")

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


class Watched:
    """ministack's ASGI application; `changed` is set by each request that may change something."""

    def __init__(self, application: Any) -> None:
        self.application = application
        self.changed = asyncio.Event()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        try:
            await self.application(scope, receive, send)
        finally:
            if scope["type"] == "http" and _may_change(scope):
                self.changed.set()


def _may_change(scope: MutableMapping[str, Any]) -> bool:
    if scope["method"] in ("GET", "HEAD"):
        return False
    target = next((value for name, value in scope["headers"] if name == b"x-amz-target"), b"")
    return not target.decode("latin-1").rpartition(".")[2].startswith(READS)


async def keep_saving(state: Path, changed: asyncio.Event) -> None:
    """Save soon after a change; a large save is followed by a longer pause: at most a tenth of a core is spent so."""
    pause = PAUSE
    while True:
        await changed.wait()
        await asyncio.sleep(pause)
        changed.clear()
        # On the loop's own thread: between two requests no table is half written.
        copy = snapshots.save(state)
        _, status, used = await asyncio.shield(asyncio.to_thread(os.wait4, copy, 0))
        if status:
            changed.set()
        trim()
        # Of its work, not of its wait: it yields to the site, and a busy one is not to be saved less often for that.
        pause = max(PAUSE, 10 * (used.ru_utime + used.ru_stime))


class Server(uvicorn.Server):
    """Until SIGTERM, or until the parent is gone; what is left is then saved by `main`."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # Ctrl-C reaches the whole group; the parent ends this process when it has ended itself.
        if sig == signal.SIGTERM:
            self.end()

    def end(self) -> None:
        snapshots.take_charge()
        self.should_exit = True


async def serve(listener: socket.socket, state: Path) -> None:
    from ministack.app import app

    watched = Watched(app)
    config = uvicorn.Config(
        watched, log_level="error", access_log=False, ws="wsproto", timeout_keep_alive=75, timeout_graceful_shutdown=1
    )
    server = Server(config)
    settle()
    lifeline.watch(sys.stdin.fileno(), server.end)
    saving = asyncio.create_task(keep_saving(state, watched.changed))
    await server.serve([listener])
    saving.cancel()


def main() -> None:
    state = Path(os.environ["STATE_DIR"])
    snapshots.recover(state)
    asyncio.run(serve(socket.socket(fileno=int(sys.argv[1])), state))
    snapshots.finish()
    snapshots.write(state)


if __name__ == "__main__":
    main()
