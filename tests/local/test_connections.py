"""What our server adds to uvicorn, against a small application in this process."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, cast

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from chat import sockets
from chat.realtime.in_process import registry
from chatify.local import server as server_module
from chatify.local import websocket
from chatify.local.server import Server, open_port
from chatify.web.asgi_bridge import Bridge

REQUEST = b"GET / HTTP/1.1\r\nHost: test\r\n\r\n"


class Application:
    """Answers every request after `answer_seconds`; keeps the `send` of each socket that it accepts."""

    def __init__(self) -> None:
        self.answer_seconds = 0.0
        self.socket_sends: list[Any] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            self.socket_sends.append(send)
            while (await receive())["type"] == "websocket.receive":
                pass
            return
        while (await receive()).get("more_body"):
            pass
        await asyncio.sleep(self.answer_seconds)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
def short_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the server's timeouts to tenths of a second."""
    for name, seconds in (("IDLE_SECONDS", 0.3), ("PING_SECONDS", 0.2), ("PONG_SECONDS", 0.3)):
        monkeypatch.setattr(server_module, name, seconds)


@asynccontextmanager
async def running(application: Any) -> AsyncIterator[int]:
    """Yield the port on which our server serves the application, in this loop."""
    listening = asyncio.Event()
    server = Server(application, max_frame_bytes=32 * 1024, on_listening=listening.set)
    listener = open_port("127.0.0.1", 0)
    port = listener.getsockname()[1]
    task = asyncio.create_task(server._serve([listener]))
    await asyncio.wait_for(listening.wait(), 5)
    try:
        yield port
    finally:
        server.should_exit = True
        await asyncio.wait_for(task, 10)


async def read_until_closed(port: int, *parts: bytes, pause: float = 0.0, half_close: bool = False) -> bytes:
    """Send the parts with pauses between them; return the answer until the server closes, for at most 3 seconds."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)
        if half_close:
            writer.write_eof()
        return await asyncio.wait_for(reader.read(), 3)
    finally:
        writer.close()


@pytest.mark.parametrize(
    "start_of_request",
    [b"", REQUEST[:20], b"POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 9\r\n\r\nhalf", REQUEST],
    ids=["nothing", "half a head", "half a body", "one request and no other"],
)
def test_connection_that_falls_silent_is_closed(short_times: None, start_of_request: bytes):
    async def scenario() -> bytes:
        async with running(Application()) as port:
            return await read_until_closed(port, start_of_request)

    answer = asyncio.run(scenario())
    assert answer.endswith(b"\r\n\r\nok") == (start_of_request == REQUEST)


def test_slow_request_and_slow_answer_are_not_silence(short_times: None):
    application = Application()
    application.answer_seconds = 0.6

    async def scenario() -> bytes:
        async with running(application) as port:
            return await read_until_closed(port, REQUEST[:10], REQUEST[10:20], REQUEST[20:], pause=0.2)

    assert asyncio.run(scenario()).endswith(b"ok")


def test_half_closed_connection_gets_a_slow_answer():
    application = Application()
    application.answer_seconds = 0.2

    async def scenario() -> list[bytes]:
        async with running(application) as port:
            whole = await read_until_closed(port, REQUEST, half_close=True)
            return [whole, await read_until_closed(port, REQUEST[:20], half_close=True)]

    whole, half = asyncio.run(scenario())
    assert whole.endswith(b"ok")
    assert half == b""


def test_quiet_socket_stays_open_as_long_as_it_answers_pings(short_times: None):
    async def scenario() -> None:
        async with (
            running(Application()) as port,
            connect(f"ws://127.0.0.1:{port}", ping_interval=None) as client,
        ):
            await asyncio.sleep(1.2)
            await client.send("still here")
            await asyncio.sleep(0.1)
            assert client.state.name == "OPEN"

    asyncio.run(scenario())


def test_client_that_does_not_read_holds_up_nobody_and_is_dropped(short_times: None):
    application = Application()

    async def scenario() -> bool:
        async with running(application) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
            writer.write(
                b"GET / HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
            )
            await reader.readuntil(b"\r\n\r\n")
            cast("asyncio.Transport", writer.transport).pause_reading()
            (send,) = application.socket_sends
            protocol = send.__self__
            async with asyncio.timeout(2):
                for _ in range(200):
                    await send({"type": "websocket.send", "text": "x" * 100_000})
            assert protocol.transport.get_write_buffer_size() > 1_000_000, "a client that reads would prove nothing"
            async with asyncio.timeout(3):
                while not protocol.disconnected:
                    await asyncio.sleep(0.05)
            await send({"type": "websocket.send", "text": "too late"})
            writer.close()
            return True

    assert asyncio.run(scenario())


def test_push_after_the_close_is_dropped():
    application = Application()

    async def scenario() -> int:
        async with running(application) as port, connect(f"ws://127.0.0.1:{port}") as client:
            await client.send("hello")
            (send,) = application.socket_sends
            await send({"type": "websocket.close", "code": 4401})
            await send({"type": "websocket.send", "text": "too late"})
            with pytest.raises(ConnectionClosed) as closed:
                await client.recv()
            return closed.value.rcvd.code

    assert asyncio.run(scenario()) == 4401


def test_short_answers_do_not_wait_for_the_clients_acknowledgement():
    application = Application()

    async def scenario() -> int:
        async with running(application) as port, connect(f"ws://127.0.0.1:{port}") as client:
            await client.send("hello")
            transport = application.socket_sends[0].__self__.transport
            return transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

    assert asyncio.run(scenario())


@pytest.mark.parametrize("size", [32 * 1024 + 1, 200_000, 10_000_000])
def test_client_hears_why_its_frame_closed_the_socket(size: int):
    async def scenario() -> int:
        async with running(Application()) as port:
            client = await connect(f"ws://127.0.0.1:{port}", compression=None)
            with suppress(ConnectionClosed):
                await client.send("x" * size)
            with pytest.raises(ConnectionClosed) as closed:
                await client.recv()
            return closed.value.rcvd.code

    assert asyncio.run(scenario()) == 1009


def test_handshake_that_takes_too_long_is_rejected_with_503(monkeypatch: pytest.MonkeyPatch):
    async def never(_: Any) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(websocket, "HANDSHAKE_SECONDS", 0.1)
    monkeypatch.setattr(websocket, "run_in_thread", never)

    async def scenario() -> int:
        async with running(websocket.serve_socket) as port:
            with pytest.raises(InvalidStatus) as rejection:
                await connect(f"ws://127.0.0.1:{port}/ws")
            return rejection.value.response.status_code

    assert asyncio.run(scenario()) == 503
    assert len(registry) == 0


def test_failure_in_a_frame_closes_with_1011_and_is_logged_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def fail(*_: Any) -> None:
        raise ValueError("a fault of ours")

    monkeypatch.setattr(sockets, "connect", lambda _: None)
    monkeypatch.setattr(sockets, "handle_frame", fail)
    monkeypatch.setattr(sockets, "disconnect", lambda _: None)

    async def scenario() -> int:
        async with running(websocket.serve_socket) as port, connect(f"ws://127.0.0.1:{port}/ws") as client:
            await client.send("{}")
            with pytest.raises(ConnectionClosed) as closed:
                await client.recv()
            return closed.value.rcvd.code

    assert asyncio.run(scenario()) == 1011
    assert [str(record.exc_info[1]) for record in caplog.records] == ["a fault of ours"]


@pytest.mark.parametrize("ending", [b"", b"\r\n"], ids=["one endless line", "many lines"])
def test_endless_headers_are_refused(ending: bytes):
    async def scenario() -> bytes:
        async with running(Application()) as port:
            line = b"X-Long: " + b"x" * 8_000 + ending
            return await read_until_closed(port, b"GET / HTTP/1.1\r\nHost: test\r\n", *[line] * 40)

    # A connection that is closed while the client is still sending is refused as well.
    with suppress(ConnectionError):
        assert asyncio.run(scenario()).startswith(b"HTTP/1.1 400 ")


def test_too_large_body_is_answered_before_the_connection_closes():
    async def scenario() -> bytes:
        async with running(Bridge(refuse_everything)) as port:
            head = b"POST / HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: 20000000\r\n\r\n"
            return await read_until_closed(port, head, *[b"x" * 1_000_000] * 20)

    assert asyncio.run(scenario()).startswith(b"HTTP/1.1 413 ")


def refuse_everything(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    raise AssertionError("a body above the limit reaches no application")
