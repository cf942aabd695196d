"""The development server: uvicorn with one port for HTTP and the socket, and the threads that answer.

The subclasses add what uvicorn leaves out: clients that stay silent are closed, a half-closed connection still gets its
answer, a socket that is closed for a bad frame hears why, and a client that does not read keeps nobody else waiting.
"""

import asyncio
import socket
from asyncio import TimerHandle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

T = TypeVar("T")

HEADERS_MAX_BYTES = 64 * 1024
IDLE_SECONDS: Final = 60
"""A connection that sends nothing for so long while the server waits for its request is closed."""
PING_SECONDS: Final = 20
PONG_SECONDS: Final = 30
"""A socket that does not answer a ping within this time is closed."""
SHUTDOWN_SECONDS: Final = 3
"""How long Ctrl-C waits for requests that are being answered."""
WORKER_THREADS: Final = 16
"""More would only wait for the interpreter's lock; the rest of a burst waits in the queue."""

_workers = ThreadPoolExecutor(WORKER_THREADS, thread_name_prefix="work")


async def run_in_thread(call: Callable[[], T]) -> T:
    """Run `call` on a worker thread: views, frames and handshakes block on the store, and the event loop must not."""
    return await asyncio.get_running_loop().run_in_executor(_workers, call)


def open_port(host: str, port: int) -> socket.socket:
    """Return a socket that is bound to the address, or to any free port for 0. Raises `OSError`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio disables Nagle's algorithm only where the protocol is named. With it, an answer waits 40 ms for its end.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener


class HttpProtocol(HttpToolsProtocol):
    """One HTTP connection."""

    _header_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(transport)
        self._start_idle_timer()

    def data_received(self, data: bytes) -> None:
        cycle_before = self.cycle
        super().data_received(data)
        # After an upgrade the transport belongs to the socket, and the timer must not close that.
        if self.transport.get_protocol() is not self:
            return
        if self.cycle is cycle_before and (cycle_before is None or cycle_before.response_complete):
            self._header_bytes += len(data)
            if self._header_bytes > HEADERS_MAX_BYTES:
                self.send_400_response("The request's headers are too large.")
                return
        else:
            self._header_bytes = 0
        if self._waits_for_client():
            self._start_idle_timer()

    def eof_received(self) -> bool:  # type: ignore[override]  # asyncio reads the result
        """Answer a client that has closed its sending half after a whole request, then close."""
        if self._waits_for_client():
            return False
        self.cycle.keep_alive = False
        return True

    def _waits_for_client(self) -> bool:
        return self.cycle is None or self.cycle.response_complete or self.cycle.more_body

    def _start_idle_timer(self) -> None:
        self._unset_keepalive_if_required()
        if not self.transport.is_closing():
            self.timeout_keep_alive_task = self.loop.call_later(IDLE_SECONDS, self.timeout_keep_alive_handler)


class SocketProtocol(WebSocketsSansIOProtocol):
    """One WebSocket connection."""

    close_timer: TimerHandle | None

    def data_received(self, data: bytes) -> None:
        if self.close_sent and self.conn.parser_exc is not None:
            return  # the rest of the frame for which this client was closed
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            self._reject_malformed_handshake()

    def handle_parser_exception(self) -> None:
        """Close with the reason, as 1009 for a frame that is too large, and give the client time to read it.

        Closing the connection while the client still sends would make the system discard the close frame.
        """
        close = self.conn.close_sent
        self.queue.put_nowait({"type": "websocket.disconnect", "code": close.code if close else 1006})
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.transport.write_eof()
        self.close_sent = True
        self.close_timer = self.loop.call_later(self.close_timeout, self.transport.close)

    def keepalive_timeout(self) -> None:
        """Drop the data that this client does not read: an ordinary close would wait for ever."""
        super().keepalive_timeout()
        self.transport.abort()

    def pause_writing(self) -> None:
        """Let the buffer grow until the client reads or the ping times out.

        Waiting here would delay pushes to everybody else and change their order.
        """

    async def send(self, message: Any) -> None:
        """Drop messages after the end: a push may have been on its way when the client left."""
        if self.disconnected or self.close_sent:
            return
        await super().send(message)
        if self.initial_response is not None and self.close_sent:
            # Mark the rejection as complete. uvicorn does that on closing, and then logs a missing handshake.
            self.handshake_complete = True

    def _reject_malformed_handshake(self) -> None:
        response = b"".join(self.conn.data_to_send())
        if not response:
            self.conn.send_response(self.conn.reject(400, "This is no WebSocket handshake.\n"))
            response = b"".join(self.conn.data_to_send())
        self.transport.write(response)
        self.transport.close()


class Server(uvicorn.Server):
    """Calls `on_listening` once the port is open."""

    def __init__(self, application: Any, *, max_frame_bytes: int, on_listening: Callable[[], object]) -> None:
        config = uvicorn.Config(
            application,
            loop="asyncio",
            lifespan="off",
            http=HttpProtocol,
            ws=SocketProtocol,
            ws_max_size=max_frame_bytes,
            ws_ping_interval=PING_SECONDS,
            ws_ping_timeout=PONG_SECONDS,
            ws_per_message_deflate=False,  # API Gateway does not compress either
            log_config=None,  # the settings' own
            access_log=False,
            proxy_headers=False,  # nothing stands before it whose word about the client could be taken
            server_header=False,
            date_header=False,
            headers=[("Server", "chatify")],
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        )
        super().__init__(config)
        self._on_listening = on_listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the port, then call `on_listening`."""
        await super().startup(sockets)
        self._on_listening()
