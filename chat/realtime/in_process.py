"""Sockets of this very process: the door on a laptop. The ASGI side attaches them, fan-out finds them here.

A socket is attached before its handshake is judged and written down, and opened once it was accepted. In between
it is neither gone nor ready: a push is dropped, and the client's first `sync` finds what it missed.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

logger = logging.getLogger(__name__)

Send = Callable[[dict[str, Any]], Awaitable[None]]
Work = Callable[..., Coroutine[Any, Any, None]]


@dataclass(slots=True)
class Socket:
    send: Send
    loop: asyncio.AbstractEventLoop
    is_open: bool = False


class Registry:
    """By connection id. Single dict operations, so that any thread may ask without a lock."""

    def __init__(self) -> None:
        self._sockets: dict[str, Socket] = {}

    def __len__(self) -> int:
        return len(self._sockets)

    def attach(self, connection_id: str, send: Send, loop: asyncio.AbstractEventLoop) -> None:
        self._sockets[connection_id] = Socket(send, loop)

    def opened(self, connection_id: str) -> None:
        """After `websocket.accept` was sent."""
        self._sockets[connection_id].is_open = True

    def detach(self, connection_id: str) -> None:
        self._sockets.pop(connection_id, None)

    def get(self, connection_id: str) -> Socket | None:
        return self._sockets.get(connection_id)


registry = Registry()


class InProcess:
    """The transport. Answers at once: the loop sends when it comes to it, in the order of the calls."""

    def push(self, connection_ids: Sequence[str], text: str) -> Iterable[str]:
        found = [(connection_id, registry.get(connection_id)) for connection_id in connection_ids]
        ready = [socket for _, socket in found if socket and socket.is_open]
        if ready:
            # One hop for the whole fan-out: a hop costs as much as two deliveries.
            _on_loop(ready[0].loop, _send_all, ready, {"type": "websocket.send", "text": text})
        return [connection_id for connection_id, socket in found if socket is None]

    def close(self, connection_id: str, code: int, frame: str | None = None) -> None:
        socket = registry.get(connection_id)
        if socket is None or not socket.is_open:
            return
        registry.detach(connection_id)
        _on_loop(socket.loop, _close, socket, code, frame)


_running: set[asyncio.Task[None]] = set()


def _on_loop(loop: asyncio.AbstractEventLoop, work: Work, *arguments: Any) -> None:
    try:
        loop.call_soon_threadsafe(_start, work, arguments)
    except RuntimeError:
        logger.info("The server has stopped: its sockets are gone.")


def _start(work: Work, arguments: tuple[Any, ...]) -> None:
    # The loop itself holds tasks only weakly.
    task = asyncio.get_running_loop().create_task(work(*arguments))
    _running.add(task)
    task.add_done_callback(_running.discard)


async def _send_all(sockets: Sequence[Socket], message: dict[str, Any]) -> None:
    """Send to one socket after the other: `send` only fills the socket's buffer, and never waits for its client."""
    for socket in sockets:
        try:
            await socket.send(message)
        except Exception:  # whatever a server raises for a socket that has just closed must not cost the others theirs
            logger.warning("A push failed.", exc_info=True)


async def _close(socket: Socket, code: int, frame: str | None) -> None:
    if frame is not None:
        await _send_all([socket], {"type": "websocket.send", "text": frame})
    await socket.send({"type": "websocket.close", "code": code})
