"""The ASGI bridge runs Django's WSGI application: bodies, headers, streams and threads."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chatify.web.asgi_bridge import BODY_MAX, Answer, Bridge

SCOPE: dict[str, Any] = {
    "type": "http",
    "method": "POST",
    "path": "/päth",
    "query_string": b"tag=a&tag=b",
    "headers": [],
    "scheme": "https",
    "server": ("chat.example.org", 443),
    "client": ("198.51.100.7", 1234),
}


class Application:
    """A WSGI application that records the request and returns a given answer."""

    def __init__(self, chunks: Any = (b"ok",), headers: Any = (), status: str = "200 OK") -> None:
        self.chunks, self.headers, self.status = chunks, list(headers), status
        self.environ: dict[str, Any] = {}
        self.body = b""
        self.thread = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.environ, self.body, self.thread = environ, environ["wsgi.input"].read(), threading.get_ident()
        start_response(self.status, self.headers)
        return self.chunks


def request(
    application: Any, *parts: bytes, run: Any = None, disconnects: bool = False, **scope: Any
) -> list[dict[str, Any]]:
    messages = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    messages.append(
        {"type": "http.disconnect"} if disconnects else {"type": "http.request", "body": b"", "more_body": False}
    )
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    bridge = Bridge(application, run) if run else Bridge(application)
    asyncio.run(bridge({**SCOPE, **scope}, receive, send))
    return sent


def test_a_body_without_a_length_arrives_whole() -> None:
    application = Application()
    request(application, b"\x00\xff", b"and more")
    assert application.body == b"\x00\xffand more"
    assert application.environ["CONTENT_LENGTH"] == "10"


def test_content_length_is_measured_and_not_taken_from_the_client() -> None:
    application = Application()
    request(application, b"four", headers=[(b"content-length", b"4000")])
    assert application.environ["CONTENT_LENGTH"] == "4"


def test_path_query_and_address_arrive_as_in_wsgi() -> None:
    application = Application()
    request(application)
    environ = application.environ
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/päth"
    assert environ["QUERY_STRING"] == "tag=a&tag=b"
    assert (environ["REMOTE_ADDR"], environ["wsgi.url_scheme"], environ["SERVER_PORT"]) == (
        "198.51.100.7",
        "https",
        "443",
    )


def test_repeated_headers_are_joined_by_commas_and_cookies_by_semicolons() -> None:
    application = Application()
    repeated_headers = [(b"x-many", b"one"), (b"x-many", b"two"), (b"cookie", b"a=1"), (b"cookie", b"b=2")]
    request(application, headers=[*repeated_headers, (b"content-type", b"text/plain")])
    assert application.environ["HTTP_X_MANY"] == "one,two"
    assert application.environ["HTTP_COOKIE"] == "a=1; b=2"
    assert application.environ["CONTENT_TYPE"] == "text/plain"


def test_an_underscore_does_not_forge_a_header() -> None:
    application = Application()
    request(application, headers=[(b"x_forwarded_host", b"evil.example"), (b"X_Forwarded-Host", b"evil.example")])
    assert "HTTP_X_FORWARDED_HOST" not in application.environ


def test_each_cookie_gets_its_own_header() -> None:
    start, _body = request(Application(headers=[("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")], status="201 Created"))
    assert start["status"] == 201
    assert start["headers"] == [(b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]


def test_a_streamed_answer_is_collected_and_closed() -> None:
    class Stream:
        closed = False

        def __iter__(self) -> Any:
            yield from (b"one ", b"", b"two")

        def close(self) -> None:
            self.closed = True

    stream = Stream()
    assert request(Application(stream))[1]["body"] == b"one two"
    assert stream.closed


def test_a_failing_stream_is_closed_too() -> None:
    closed = []

    class Broken:
        def __iter__(self) -> Any:
            raise LookupError

        def close(self) -> None:
            closed.append(True)

    with pytest.raises(LookupError):
        request(Application(Broken()))
    assert closed


def test_answer_to_head_has_a_length_and_no_body() -> None:
    start, body = request(Application(headers=[("Content-Length", "2")]), method="HEAD")
    assert (b"content-length", b"2") in start["headers"]
    assert body["body"] == b""


def test_a_disconnected_client_gets_no_answer() -> None:
    application = Application()
    assert request(application, b"half", disconnects=True) == []
    assert application.environ == {}


def test_a_huge_body_is_refused_before_the_application_runs() -> None:
    application = Application()
    start, body = request(application, b"x" * BODY_MAX, b"x")
    assert start["status"] == 413
    assert b'"too_large"' in body["body"]
    assert application.environ == {}


def test_application_runs_on_the_given_thread_pool() -> None:
    application = Application()
    with ThreadPoolExecutor(1) as pool:

        async def run(call: Any) -> Answer:
            return await asyncio.get_running_loop().run_in_executor(pool, call)

        assert request(application, run=run)[1]["body"] == b"ok"
    assert application.thread != threading.get_ident()
    assert application.environ["wsgi.multithread"] is True


def test_application_runs_inline_by_default() -> None:
    application = Application()
    request(application)
    assert application.thread == threading.get_ident()
