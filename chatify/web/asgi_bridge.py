"""A bridge that runs Django's WSGI application as an ASGI application.

It takes 0.1 ms a request. Django's own ASGI handler takes 1.9 ms: it starts a thread for each request and switches
threads once for each synchronous middleware. Bodies are collected whole in both directions: Lambda has them whole
anyway, and no large file passes here.
"""

import sys
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
WsgiApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

BODY_MAX = 6 * 1024 * 1024
"""Bytes, the same limit as Lambda's. Django's own limit is much lower and usually answers first."""
TOO_LARGE = b'{"code": "too_large", "detail": "That is too large."}'


@dataclass(slots=True)
class Answer:
    """The application's whole response."""

    status: int = 500
    headers: Headers = field(default_factory=list)
    body: bytes = b""


Run = Callable[[Callable[[], Answer]], Awaitable[Answer]]


async def inline(call: Callable[[], Answer]) -> Answer:
    """Call in the event loop's own thread, which is right where one request is served at a time."""
    return call()


class Bridge:
    """The ASGI application around a WSGI one.

    `run` decides where the WSGI application is called: inline, or in a thread pool where many clients are served.
    """

    def __init__(self, application: WsgiApplication, run: Run = inline) -> None:
        self._application = application
        self._run = run

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _read_body(receive)
        if body is None:
            return
        if len(body) > BODY_MAX:
            answer = Answer(413, [(b"content-type", b"application/json; charset=utf-8")], TOO_LARGE)
        else:
            call = partial(_call_application, self._application, environ(scope, body, threads=self._run is not inline))
            answer = await self._run(call)
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        # A HEAD response has no body, but keeps the Content-Length that a GET would get.
        body = b"" if scope["method"] == "HEAD" else answer.body
        await send({"type": "http.response.body", "body": body})


async def _read_body(receive: Receive) -> bytes | None:
    """Read the whole body; None if the client has disconnected.

    Of a body above `BODY_MAX` it keeps just enough to show that, and drops the rest after reading it: a server that
    closes with unread data resets the connection, and the client never sees the answer.
    """
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        if size <= BODY_MAX:
            parts.append(message.get("body", b""))
            size += len(parts[-1])
        if not message.get("more_body", False):
            return b"".join(parts)


def _call_application(application: WsgiApplication, request: dict[str, Any]) -> Answer:
    answer, written = Answer(), BytesIO()

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], int]:
        answer.status = int(status[:3])
        # Django's Set-Cookie values begin with a space that is not part of the value.
        answer.headers = [(name.lower().encode("latin-1"), value.strip().encode("latin-1")) for name, value in headers]
        return written.write

    chunks = application(request, start_response)
    try:
        written.writelines(chunks)
    finally:
        # Closing the response ends the request in Django: it sends its signals and closes its files.
        getattr(chunks, "close", _do_nothing)()
    answer.body = written.getvalue()
    return answer


def _do_nothing() -> None:
    return None


def environ(scope: Scope, body: bytes, *, threads: bool = False) -> dict[str, Any]:
    """Return the WSGI environment. CONTENT_LENGTH is the body's real length, whatever the client declared."""
    server = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    return {
        **_headers(scope["headers"]),
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": _latin(scope.get("root_path", "")),
        "PATH_INFO": _latin(scope["path"]),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": client[0],
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": threads,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def _headers(headers: Iterable[Iterable[bytes]]) -> dict[str, str]:
    """Return the headers as WSGI variables."""
    variables: dict[str, str] = {}
    for raw_name, raw_value in headers:
        # `X_Forwarded_Host` would become the same variable as `X-Forwarded-Host` and get past checks of the latter.
        if b"_" in raw_name:
            continue
        name, value = raw_name.decode("latin-1").upper().replace("-", "_"), raw_value.decode("latin-1")
        key = name if name == "CONTENT_TYPE" else f"HTTP_{name}"
        separator = "; " if name == "COOKIE" else ","
        variables[key] = f"{variables[key]}{separator}{value}" if key in variables else value
    return variables


def _latin(text: str) -> str:
    """Carry UTF-8 bytes in a Latin-1 string, as WSGI requires."""
    return text.encode("utf-8", "surrogateescape").decode("latin-1")
