"""The transport on a laptop: the sockets of this process. The ASGI side attaches them, fan-out finds them here.

A socket is attached before its handshake is checked and stored, and marked open once it was accepted. In between it is
neither gone nor ready: a push to it is dropped, and the client's first `sync` finds what it missed.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

logger = logging.getLogger(__name__)

Send = Callable[[dict[str, Any]], Awaitable[None]]
AsyncFunction = Callable[..., Coroutine[Any, Any, None]]


@dataclass(slots=True)
class Socket:
    send: Send
    loop: asyncio.AbstractEventLoop
    is_open: bool = False


class Registry:
    """Sockets by connection id. Each method is a single dict operation, so any thread may call it without a lock."""

    def __init__(self) -> None:
        self._sockets: dict[str, Socket] = {}

    def __len__(self) -> int:
        return len(self._sockets)

    def attach(self, connection_id: str, send: Send, loop: asyncio.AbstractEventLoop) -> None:
        self._sockets[connection_id] = Socket(send, loop)

    def mark_open(self, connection_id: str) -> None:
        """Let pushes through; call it after `websocket.accept` was sent."""
        self._sockets[connection_id].is_open = True

    def detach(self, connection_id: str) -> None:
        self._sockets.pop(connection_id, None)

    def get(self, connection_id: str) -> Socket | None:
        return self._sockets.get(connection_id)


registry = Registry()


class InProcess:
    """See `chat.realtime.transport.Transport`. Returns at once; the event loop sends in the order of the calls."""

    def push(self, connection_ids: Sequence[str], text: str) -> Iterable[str]:
        sockets = [(connection_id, registry.get(connection_id)) for connection_id in connection_ids]
        ready = [socket for _, socket in sockets if socket and socket.is_open]
        if ready:
            # One call into the loop for the whole fan-out: a call costs as much as two deliveries.
            _run_on_loop(ready[0].loop, _send_all, ready, {"type": "websocket.send", "text": text})
        return [connection_id for connection_id, socket in sockets if socket is None]

    def close(self, connection_id: str, code: int, frame: str | None = None) -> None:
        socket = registry.get(connection_id)
        if socket is None or not socket.is_open:
            return
        registry.detach(connection_id)
        _run_on_loop(socket.loop, _close, socket, code, frame)


_running: set[asyncio.Task[None]] = set()


def _run_on_loop(loop: asyncio.AbstractEventLoop, function: AsyncFunction, *arguments: Any) -> None:
    try:
        loop.call_soon_threadsafe(_start_task, function, arguments)
    except RuntimeError:
        logger.info("The server has stopped: its sockets are gone.")


def _start_task(function: AsyncFunction, arguments: tuple[Any, ...]) -> None:
    # The event loop keeps only weak references to its tasks, so we keep strong ones while they run.
    task = asyncio.get_running_loop().create_task(function(*arguments))
    _running.add(task)
    task.add_done_callback(_running.discard)


async def _send_all(sockets: Sequence[Socket], message: dict[str, Any]) -> None:
    """Send to one socket after the other: `send` only fills the socket's buffer and does not wait for the reader."""
    for socket in sockets:
        try:
            await socket.send(message)
        except Exception:  # The server may raise anything for a socket that just closed; the others must get theirs.
            logger.warning("A push failed.", exc_info=True)


async def _close(socket: Socket, code: int, frame: str | None) -> None:
    if frame is not None:
        await _send_all([socket], {"type": "websocket.send", "text": frame})
    await socket.send({"type": "websocket.close", "code": code})
