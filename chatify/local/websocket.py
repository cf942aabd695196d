"""Serve sockets on a laptop, as API Gateway does in AWS. `chat.sockets` runs on a worker thread."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qs
from uuid import uuid4

from chat import sockets
from chat.models.connections import ConnectionItem
from chat.models.sockets import SocketItem
from chat.realtime.in_process import registry
from chat.sockets import Handshake, Refused
from chatify.core.errors import Unavailable
from chatify.core.store_errors import StoreError
from chatify.local.server import run_in_thread

logger = logging.getLogger(__name__)

PATH = "/ws"
HANDSHAKE_SECONDS: Final = 5
"""How long a handshake may take; after it the client is told to come again."""
STORE_ERRORS = (*StoreError, Unavailable)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


def delete_stale_sockets() -> None:
    """Delete the rows of sockets that a killed server left; their people would look online for hours.

    Call before the port opens. Two Scans, of tables that hold a row for each socket.
    """
    for item in (ConnectionItem, SocketItem):
        with item.batch_write() as batch:
            for row in item.scan():
                batch.delete(row)


async def serve_socket(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one socket from its handshake to its end."""
    await receive()  # websocket.connect
    if scope["path"] != PATH:
        await _reject(send, 404)
        return
    connection_id = uuid4().hex
    registry.attach(connection_id, send, asyncio.get_running_loop())
    try:
        status = await _find_rejection(_handshake(scope, connection_id))
        if status:
            await _reject(send, status)
        else:
            await _serve_frames(connection_id, receive, send)
    finally:
        registry.detach(connection_id)


async def _find_rejection(handshake: Handshake) -> int | None:
    """Return the status that rejects the handshake, or None if the socket may open."""
    try:
        async with asyncio.timeout(HANDSHAKE_SECONDS):
            await run_in_thread(partial(sockets.connect, handshake))
    except Refused as refused:
        return refused.status
    except (*STORE_ERRORS, TimeoutError):
        logger.warning("A socket could not be opened.", exc_info=True)
        return 503
    return None


async def _serve_frames(connection_id: str, receive: Receive, send: Send) -> None:
    try:
        await send({"type": "websocket.accept"})
        registry.mark_open(connection_id)
        while (event := await receive())["type"] == "websocket.receive":
            text = event.get("text")
            await _run(partial(sockets.handle_frame, connection_id, event.get("bytes") if text is None else text))
    except Exception:
        # Tell the client before uvicorn logs the error and closes the connection.
        await send({"type": "websocket.close", "code": 1011})
        raise
    finally:
        registry.detach(connection_id)
        await _run(partial(sockets.disconnect, connection_id))


async def _run(act: Callable[[], None]) -> None:
    try:
        await run_in_thread(act)
    except STORE_ERRORS:
        # A client without an answer asks again. The next push, or TTL, removes a row that stays.
        logger.warning("A frame was lost.", exc_info=True)


async def _reject(send: Send, status: int) -> None:
    await send({"type": "websocket.http.response.start", "status": status, "headers": []})
    await send({"type": "websocket.http.response.body", "body": b""})


def _handshake(scope: Scope, connection_id: str) -> Handshake:
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    return Handshake(
        connection_id=connection_id,
        host=headers.get(b"host", ""),
        secure=scope.get("scheme") == "wss",
        origin=headers.get(b"origin"),
        cookies=headers.get(b"cookie"),
        ticket=query["ticket"][0] if "ticket" in query else None,
    )
