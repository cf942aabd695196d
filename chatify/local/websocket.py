"""The laptop's socket door: what API Gateway does in AWS. `chat.sockets` decides, on a worker thread."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

from chat import sockets
from chat.realtime.in_process import registry
from chat.sockets import Handshake, Refused
from chatify.core.errors import Unavailable
from chatify.core.store_errors import StoreError
from chatify.local.threads import in_thread

logger = logging.getLogger(__name__)

PATH = "/ws"
OUT_OF_ORDER = (*StoreError, Unavailable)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


async def websocket(scope: Scope, receive: Receive, send: Send) -> None:
    """One socket from its handshake to its end."""
    await receive()  # websocket.connect
    if scope["path"] != PATH:
        await _refuse(send, 404)
        return
    connection_id = uuid4().hex
    registry.attach(connection_id, send, asyncio.get_running_loop())
    try:
        status = await _judge(_handshake(scope, connection_id))
        if status:
            await _refuse(send, status)
        else:
            await _live(connection_id, receive, send)
    finally:
        registry.detach(connection_id)


async def _judge(handshake: Handshake) -> int | None:
    """None where the socket may open, else the status that answers it."""
    try:
        await in_thread(partial(sockets.connect, handshake))
    except Refused as refused:
        return refused.status
    except OUT_OF_ORDER:
        logger.warning("A socket could not be opened.", exc_info=True)
        return 503
    return None


async def _live(connection_id: str, receive: Receive, send: Send) -> None:
    try:
        await send({"type": "websocket.accept"})
        registry.opened(connection_id)
        while (event := await receive())["type"] == "websocket.receive":
            text = event.get("text")
            await _work(partial(sockets.handle_frame, connection_id, event.get("bytes") if text is None else text))
    finally:
        registry.detach(connection_id)
        await _work(partial(sockets.disconnect, connection_id))


async def _work(act: Callable[[], None]) -> None:
    try:
        await in_thread(act)
    except OUT_OF_ORDER:
        # A client that hears nothing asks again; a row that stays is removed by the next push, or by its TTL.
        logger.warning("A frame was lost.", exc_info=True)


async def _refuse(send: Send, status: int) -> None:
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
