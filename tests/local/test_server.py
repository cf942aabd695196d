"""The laptop's server as clients meet it: HTTP with its static files, and the socket's handshake and limits."""

import asyncio
import http.client
import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from chatify import env
from tests.local.site import Site

pytestmark = pytest.mark.slow

HANDSHAKE = (
    b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("site") / "data", "--noreload")
    try:
        yield site.wait()
    finally:
        site.end()


@pytest.fixture(scope="module")
def token(site: Site) -> str:
    return site.sign_in(*site.sign_ins[0])


def socket_url(site: Site, query: str = "") -> str:
    return f"ws://127.0.0.1:{site.port}/ws{query}"


def ticket(site: Site, token: str) -> str:
    return str(site.call("/api/v1/ws-ticket", {}, token)["ticket"])


async def rejection_status(url: str, **options: Any) -> int:
    with pytest.raises(InvalidStatus) as rejection:
        await connect(url, **options)
    return int(rejection.value.response.status_code)


def get(site: Site, path: str, **headers: str) -> Any:
    request = urllib.request.Request(f"http://127.0.0.1:{site.port}{path}")
    for name, value in headers.items():
        request.add_header(name.replace("_", "-"), value)
    try:
        return urllib.request.urlopen(request, timeout=10)
    except urllib.error.HTTPError as error:
        return error


def test_rejected_handshake_has_the_status_of_its_reason(site: Site, token: str):
    valid_ticket = ticket(site, token)

    async def statuses() -> list[int]:
        return [
            await rejection_status(socket_url(site)),
            await rejection_status(socket_url(site, "?ticket=nonsense")),
            await rejection_status(socket_url(site, f"?ticket={valid_ticket}"), origin="http://evil.example"),
            await rejection_status(f"ws://127.0.0.1:{site.port}/elsewhere"),
        ]

    assert asyncio.run(statuses()) == [401, 401, 403, 404]


def test_ticket_opens_one_socket(site: Site, token: str):
    valid_ticket = ticket(site, token)

    async def talk() -> Any:
        async with connect(socket_url(site, f"?ticket={valid_ticket}")) as socket:
            await socket.send(json.dumps({"type": "ping"}))
            return json.loads(await asyncio.wait_for(socket.recv(), 5))

    assert asyncio.run(talk())["type"] == "pong"
    assert asyncio.run(rejection_status(socket_url(site, f"?ticket={valid_ticket}"))) == 401


def test_session_cookie_needs_the_right_origin(site: Site):
    email, password = site.sign_ins[0]
    cookie = session_cookie(site, email, password)
    own_origin = f"http://127.0.0.1:{site.port}"

    async def knock(origin: str | None) -> int | str:
        headers = {"Cookie": f"session={cookie}"}
        try:
            async with connect(socket_url(site), additional_headers=headers, origin=origin):
                return "open"
        except InvalidStatus as rejection:
            return rejection.response.status_code

    assert asyncio.run(knock(own_origin)) == "open"
    for wrong in (
        None,
        "null",
        "http://127.0.0.1",
        own_origin.replace("http", "https"),
        f"{own_origin}.evil.example",
        "nonsense",
    ):
        assert asyncio.run(knock(wrong)) == 403, wrong


def session_cookie(site: Site, email: str, password: str) -> str:
    """Sign in by the page's form; return the session cookie."""
    page = get(site, "/accounts/sign-in/")
    csrf = SimpleCookie(page.headers["Set-Cookie"])["csrf"].value
    body = urllib.parse.urlencode({"csrfmiddlewaretoken": csrf, "email": email, "password": password}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{site.port}/accounts/sign-in/", body)
    request.add_header("Cookie", f"csrf={csrf}")
    opener = urllib.request.build_opener(NoRedirect)
    with pytest.raises(urllib.error.HTTPError) as redirect:
        opener.open(request, timeout=10)
    assert redirect.value.code == 302, redirect.value.read().decode()
    for header in redirect.value.headers.get_all("Set-Cookie") or ():
        if header.startswith("session="):
            return SimpleCookie(header)["session"].value
    raise AssertionError("no session cookie")


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


def test_nonsense_frames_leave_the_socket_open(site: Site, token: str):
    async def misbehave() -> Any:
        async with connect(socket_url(site, f"?ticket={ticket(site, token)}")) as socket:
            for nonsense in (b"\x00\xff", "not json", "[" * 5000, '{"type": 7}', "null"):
                await socket.send(nonsense)
            await socket.send(json.dumps({"type": "ping"}))
            return json.loads(await asyncio.wait_for(socket.recv(), 5))

    assert asyncio.run(misbehave())["type"] == "pong"
    assert "Traceback" not in site.console, site.console


def test_frame_over_32_kb_closes_with_1009(site: Site, token: str):
    async def shout(size: int) -> int | str:
        async with connect(socket_url(site, f"?ticket={ticket(site, token)}"), compression=None) as socket:
            await socket.send("x" * size)
            await socket.send(json.dumps({"type": "ping"}))
            try:
                return str(json.loads(await asyncio.wait_for(socket.recv(), 5))["type"])
            except ConnectionClosed as closed:
                return closed.rcvd.code if closed.rcvd else 0

    assert asyncio.run(shout(32 * 1024)) == "pong"
    assert asyncio.run(shout(32 * 1024 + 1)) == 1009


def test_push_may_be_longer_than_a_client_frame(site: Site, token: str):
    """A push has up to 100 KB; what is longer is replaced by `head`."""
    conversation_id = site.call("/api/v1/conversations", {"kind": "group", "name": "Long"}, token)["id"]

    async def listen() -> str:
        async with connect(socket_url(site, f"?ticket={ticket(site, token)}"), max_size=None) as socket:
            message = {"client_id": str(uuid4()), "body": "**&** " + "&" * 7_990}
            await asyncio.to_thread(site.call, f"/api/v1/conversations/{conversation_id}/messages", message, token)
            while True:
                text = await asyncio.wait_for(socket.recv(), 5)
                if json.loads(text)["type"] == "message.created":
                    return str(text)

    assert len(asyncio.run(listen())) > 32 * 1024


def test_idle_sockets_take_little_memory_and_time(site: Site):
    """A person may have ten sockets (contract.md), so 200 sockets take twenty people."""
    tokens = [sign_up(site, number) for number in range(20)]
    server = site.process.pid

    async def measure() -> tuple[int, int, float]:
        warm = [
            await connect(socket_url(site, f"?ticket={ticket(site, tokens[0])}"), compression=None) for _ in range(5)
        ]
        await asyncio.gather(*(socket.close() for socket in warm))
        await asyncio.sleep(1)
        before = memory(server)
        sockets = [
            await connect(socket_url(site, f"?ticket={ticket(site, token)}"), compression=None)
            for token in tokens
            for _ in range(10)
        ]
        await asyncio.sleep(2)
        after, busy, started = memory(server), cpu(server), time.monotonic()
        await asyncio.sleep(8)
        share = (cpu(server) - busy) / (time.monotonic() - started)
        await asyncio.gather(*(socket.close() for socket in sockets))
        return before, after, share

    before, after, share = asyncio.run(measure())
    assert (after - before) / 200 <= 45, f"{(after - before) / 200:.1f} KiB a socket"
    assert share < 0.1, f"{share:.1%} of a core for 200 idle sockets"


def sign_up(site: Site, number: int) -> str:
    handle, password = f"idle{number}", "correct horse battery"
    account = {"email": f"{handle}@example.org", "password": password}
    site.call("/api/v1/auth/sign-up", {**account, "handle": handle, "name": "Idle"})
    (mail,) = site.call(f"/dev/outbox?to={account['email']}")["results"]
    site.call("/api/v1/auth/confirm", {"email": account["email"], "code": mail["code"]})
    return site.sign_in(**account)


def memory(pid: int) -> int:
    """The resident memory of a process, in KiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


def cpu(pid: int) -> float:
    """The processor time of a process so far, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def test_server_and_emulator_together_stay_below_250_mb(site: Site):
    total = sum(memory(pid) for pid in site.processes())
    assert total / 1024 <= 250, f"{total / 1024:.0f} MB"


def test_unchanged_static_file_is_answered_304(site: Site):
    first = get(site, "/static/css/app.css")
    assert first.status == 200
    assert first.headers["Content-Type"].startswith("text/css")
    tag, since = first.headers["ETag"], first.headers["Last-Modified"]
    assert get(site, "/static/css/app.css", If_None_Match=tag).status == 304
    assert get(site, "/static/css/app.css", If_Modified_Since=since).status == 304
    assert get(site, "/static/css/app.css", If_None_Match='"other"').status == 200
    assert get(site, "/static/css/nothing.css").status == 404
    assert get(site, "/static/../manage.py").status == 404
    assert get(site, "/static/%2e%2e/manage.py").status == 404


def test_static_files_have_the_security_headers_of_pages(site: Site):
    page = get(site, "/accounts/sign-in/").headers
    tag = get(site, "/static/css/app.css").headers["ETag"]
    for response in (
        get(site, "/static/css/app.css"),
        get(site, "/static/img/icons.svg"),
        get(site, "/static/css/app.css", If_None_Match=tag),
        get(site, "/static/css/nothing.css"),
    ):
        for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy"):
            assert response.headers.get_all(name) == page.get_all(name) != None, (response.status, name)  # noqa: E711


def test_icons_may_be_shown_from_the_cache_while_offline(site: Site):
    policy = get(site, "/static/img/icons.svg").headers["Cache-Control"]
    assert "max-age=" in policy
    assert "stale-while-revalidate=" in policy


@pytest.mark.parametrize(
    "path", ["/static/%2e%2e/x", "/static/../x", "/static/nothing.css", "/static/", "/static/css/"]
)
def test_missing_static_file_shows_the_sites_own_404_page(site: Site, path: str):
    response = get(site, path)
    page = response.read().decode()
    assert response.status == 404
    assert "There’s nothing at this address" in page or "There&#x27;s nothing" in page
    assert "DEBUG" not in page


def test_foreign_host_is_answered_without_a_trace(site: Site):
    for path in ("/", "/api/v1/me", "/static/../x"):
        page = get(site, path, Host="evil.example").read().decode()
        assert "DEBUG" not in page, path
        assert "Traceback" not in page, path


def test_message_that_was_stored_and_never_pushed_arrives(site: Site, token: str):
    """This happens when the server dies, or the store fails, between storing and pushing."""
    conversation = site.call("/api/v1/conversations", token=token)["results"][0]
    user_id = site.call("/api/v1/me", token=token)["id"]
    seq = conversation["last_seq"] + 1
    row = {
        "conversation_id": {"S": conversation["id"]},
        "seq": {"N": str(seq)},
        "client_id": {"S": str(uuid4())},
        "author_id": {"S": user_id},
        "body": {"S": "Stored, never pushed"},
        "sent_at": {"S": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+0000")},
    }

    async def next_message() -> Any:
        async with connect(socket_url(site, f"?ticket={ticket(site, token)}")) as socket:
            await asyncio.to_thread(store(site).put_item, TableName="chatify-messages", Item=row)
            async with asyncio.timeout(20):
                while (frame := json.loads(await socket.recv()))["type"] != "message.created":
                    pass
                return frame["message"]

    message = asyncio.run(next_message())
    assert (message["seq"], message["body"]) == (seq, "Stored, never pushed")
    # The head is raised after the push.
    deadline = time.monotonic() + 10
    while last_seq(site, token, conversation["id"]) != seq:
        assert time.monotonic() < deadline, "the head still lags"
        time.sleep(0.05)


def last_seq(site: Site, token: str, conversation_id: str) -> int:
    rows = site.call("/api/v1/conversations", token=token)["results"]
    return int(next(row["last_seq"] for row in rows if row["id"] == conversation_id))


def store(site: Site) -> Any:
    endpoint = env.read_file(site.folder / "environment")["CHATIFY_AWS_ENDPOINT"]
    return boto3.client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )


def exchange(site: Site, request: bytes, *, half_close: bool = False) -> bytes:
    """Send these bytes; return everything until the server closes."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as connection:
        connection.sendall(request)
        if half_close:
            connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_half_closed_connection_gets_its_answer(site: Site):
    answer = exchange(site, f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\n\r\n".encode(), half_close=True)
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b'{"status": "ok"}')


def test_response_names_chatify_as_its_server_once(site: Site):
    headers = get(site, "/healthz").headers
    assert headers.get_all("Server") == ["chatify"]
    rejection = exchange(site, HANDSHAKE + b"\r\n").lower()
    assert rejection.startswith(b"http/1.1 401 ")
    assert b"uvicorn" not in rejection
    assert b"websockets/" not in rejection


@pytest.mark.parametrize(
    ("handshake", "status"),
    [
        (HANDSHAKE + b"Cookie: a=" + b"x" * 20_000 + b"\r\n\r\n", 401),
        (HANDSHAKE + b"Origin: http://a\r\nOrigin: http://b\r\n\r\n", 400),
        (HANDSHAKE.replace(b"Version: 13", b"Version: 12") + b"\r\n", 400),
        (HANDSHAKE.replace(b"GET", b"POST") + b"Content-Length: 0\r\n\r\n", 405),
        (HANDSHAKE + b"Sec-WebSocket-Protocol: \xff\r\n\r\n", 400),
        (HANDSHAKE + b"A: " + b"x" * 100_000 + b"\r\n\r\n", 431),
    ],
)
def test_odd_handshake_is_answered_and_closed(site: Site, handshake: bytes, status: int):
    assert exchange(site, handshake).split(b" ", 2)[1] == str(status).encode()
    assert "Traceback" not in site.console, site.console


@pytest.mark.parametrize("size", [6 * 1024 * 1024, 6 * 1024 * 1024 + 1, 9_000_000])
def test_large_body_is_refused_and_the_connection_stays_usable(site: Site, size: int):
    """Django refuses what the bridge lets through; both say 413."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    for _ in range(2):
        connection.request("POST", "/api/v1/auth/sign-in", b"x" * size, {"Content-Type": "application/json"})
        response = connection.getresponse()
        assert (response.status, json.load(response)["code"]) == (413, "too_large")
    connection.request("GET", "/healthz")
    assert connection.getresponse().status == 200


def test_requests_leave_no_line_and_refusals_one(site: Site):
    before = site.console
    get(site, "/healthz")
    get(site, "/accounts/sign-in/")
    exchange(site, b"no HTTP at all\r\n\r\n")
    assert site.console == before
    get(site, "/nothing-here-at-all")
    time.sleep(0.2)
    assert site.console[len(before) :].count("\n") == 1, site.console[len(before) :]
