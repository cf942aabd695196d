"""The transport in AWS, against a server that answers like the management API."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

import pytest

from chat.realtime.api_gateway import ApiGateway

GONE = b'{"message": null}'


class Gateway(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Management)
        self.requests: list[tuple[str, str, bytes]] = []


class Management(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.answer(body)

    def do_DELETE(self) -> None:
        self.answer(b"")

    def answer(self, body: bytes) -> None:
        connection_id = unquote(self.path.rsplit("/", 1)[1])
        self.server.requests.append((self.command, connection_id, body))
        status = {"gone": 410, "forbidden": 403}.get(connection_id, 200)
        self.send_response(status)
        self.send_header("content-length", str(len(GONE) if status == 410 else 0))
        if status == 410:
            self.send_header("x-amzn-errortype", "GoneException")
        self.end_headers()
        self.wfile.write(GONE if status == 410 else b"")

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def gateway(settings) -> Iterator[Gateway]:
    server = Gateway()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    settings.SOCKET_ENDPOINT = f"http://127.0.0.1:{server.server_address[1]}/ws"
    yield server
    server.shutdown()
    server.server_close()


def test_a_push_posts_to_every_socket_and_returns_the_gone_ones(gateway) -> None:
    assert list(ApiGateway().push(["one=", "gone", "other"], "{}")) == ["gone"]
    assert sorted(gateway.requests) == [("POST", "gone", b"{}"), ("POST", "one=", b"{}"), ("POST", "other", b"{}")]


def test_other_failures_are_logged_as_lost_pushes(gateway, caplog) -> None:
    assert list(ApiGateway().push(["forbidden"], "{}")) == []
    assert "A push failed" in caplog.text


def test_a_silent_gateway_is_logged_as_a_lost_push(settings, caplog) -> None:
    settings.SOCKET_ENDPOINT = "http://127.0.0.1:9/ws"
    assert list(ApiGateway().push(["one", "other"], "{}")) == []
    assert "A push failed" in caplog.text


def test_closing_sends_bye_first(gateway) -> None:
    ApiGateway().close("one", 4401, '{"type":"bye"}')
    assert [(verb, body) for verb, _, body in gateway.requests] == [("POST", b'{"type":"bye"}'), ("DELETE", b"")]


def test_a_gone_socket_is_not_closed_again(gateway) -> None:
    ApiGateway().close("gone", 4401, "{}")
    assert [verb for verb, _, _ in gateway.requests] == ["POST"]
