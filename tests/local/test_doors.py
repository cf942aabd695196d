"""The laptop's two doors as clients meet them: HTTP with its static files, and the socket's handshake and limits."""

import asyncio
import json
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

from chatify.local import environment
from tests.local.site import Site

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    running = Site(tmp_path_factory.mktemp("site") / "data", "--noreload")
    try:
        yield running.wait()
    finally:
        running.end()


@pytest.fixture(scope="module")
def token(site: Site) -> str:
    return site.sign_in(*site.sign_ins[0])


def address(site: Site, query: str = "") -> str:
    return f"ws://127.0.0.1:{site.port}/ws{query}"


def ticket(site: Site, token: str) -> str:
    return str(site.call("/api/v1/ws-ticket", {}, token)["ticket"])


async def refusal(url: str, **options: Any) -> int:
    with pytest.raises(InvalidStatus) as refused:
        await connect(url, **options)
    return int(refused.value.response.status_code)


def get(site: Site, path: str, **headers: str) -> Any:
    request = urllib.request.Request(f"http://127.0.0.1:{site.port}{path}")
    for name, value in headers.items():
        request.add_header(name.replace("_", "-"), value)
    try:
        return urllib.request.urlopen(request, timeout=10)
    except urllib.error.HTTPError as answer:
        return answer


def test_a_handshake_is_answered_with_its_reason(site: Site, token: str):
    good = ticket(site, token)

    async def judge() -> list[int]:
        return [
            await refusal(address(site)),
            await refusal(address(site, "?ticket=nonsense")),
            await refusal(address(site, f"?ticket={good}"), origin="http://evil.example"),
            await refusal(f"ws://127.0.0.1:{site.port}/elsewhere"),
        ]

    assert asyncio.run(judge()) == [401, 401, 403, 404]


def test_a_ticket_opens_one_socket_that_answers(site: Site, token: str):
    good = ticket(site, token)

    async def talk() -> Any:
        async with connect(address(site, f"?ticket={good}")) as socket:
            await socket.send(json.dumps({"type": "ping"}))
            return json.loads(await asyncio.wait_for(socket.recv(), 5))

    assert asyncio.run(talk())["type"] == "pong"
    assert asyncio.run(refusal(address(site, f"?ticket={good}"))) == 401


def test_the_session_cookie_needs_the_right_origin(site: Site):
    email, password = site.sign_ins[0]
    cookie = cookie_of(site, email, password)
    own = f"http://127.0.0.1:{site.port}"

    async def knock(origin: str | None) -> int | str:
        headers = {"Cookie": f"session={cookie}"}
        try:
            async with connect(address(site), additional_headers=headers, origin=origin):
                return "open"
        except InvalidStatus as refused:
            return refused.response.status_code

    assert asyncio.run(knock(own)) == "open"
    for wrong in (None, "null", "http://127.0.0.1", own.replace("http", "https"), f"{own}.evil.example", "nonsense"):
        assert asyncio.run(knock(wrong)) == 403, wrong


def cookie_of(site: Site, email: str, password: str) -> str:
    """By the page's own form."""
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


def test_what_is_not_a_frame_harms_nothing(site: Site, token: str):
    async def misbehave() -> Any:
        async with connect(address(site, f"?ticket={ticket(site, token)}")) as socket:
            for nonsense in (b"\x00\xff", "not json", "[" * 5000, '{"type": 7}', "null"):
                await socket.send(nonsense)
            await socket.send(json.dumps({"type": "ping"}))
            return json.loads(await asyncio.wait_for(socket.recv(), 5))

    assert asyncio.run(misbehave())["type"] == "pong"
    assert "Traceback" not in site.console, site.console


def test_a_frame_over_32_kb_closes_with_1009(site: Site, token: str):
    async def shout(size: int) -> int | str:
        async with connect(address(site, f"?ticket={ticket(site, token)}"), compression=None) as socket:
            await socket.send("x" * size)
            await socket.send(json.dumps({"type": "ping"}))
            try:
                return str(json.loads(await asyncio.wait_for(socket.recv(), 5))["type"])
            except ConnectionClosed as closed:
                return closed.rcvd.code if closed.rcvd else 0

    assert asyncio.run(shout(32 * 1024)) == "pong"
    assert asyncio.run(shout(32 * 1024 + 1)) == 1009


def test_a_push_may_be_longer_than_a_frame_from_a_client(site: Site, token: str):
    """Up to 100 KB, beyond which the contract has `head`."""
    room = site.call("/api/v1/conversations", {"kind": "group", "name": "Long"}, token)["id"]

    async def listen() -> str:
        async with connect(address(site, f"?ticket={ticket(site, token)}"), max_size=None) as socket:
            said = {"client_id": str(uuid4()), "body": "**&** " + "&" * 7_990}
            await asyncio.to_thread(site.call, f"/api/v1/conversations/{room}/messages", said, token)
            while True:
                text = await asyncio.wait_for(socket.recv(), 5)
                if json.loads(text)["type"] == "message.created":
                    return str(text)

    assert len(asyncio.run(listen())) > 32 * 1024


def test_idle_sockets_are_light(site: Site):
    """Ten a person, so twenty people: see contract.md, Socket."""
    tokens = [newcomer(site, number) for number in range(20)]
    server = site.process.pid

    async def crowd() -> tuple[int, int, float]:
        warm = [await connect(address(site, f"?ticket={ticket(site, tokens[0])}"), compression=None) for _ in range(5)]
        await asyncio.gather(*(socket.close() for socket in warm))
        await asyncio.sleep(1)
        before = memory(server)
        sockets = [
            await connect(address(site, f"?ticket={ticket(site, token)}"), compression=None)
            for token in tokens
            for _ in range(10)
        ]
        await asyncio.sleep(2)
        after, busy, started = memory(server), cpu(server), time.monotonic()
        await asyncio.sleep(8)
        share = (cpu(server) - busy) / (time.monotonic() - started)
        await asyncio.gather(*(socket.close() for socket in sockets))
        return before, after, share

    before, after, share = asyncio.run(crowd())
    assert (after - before) / 200 <= 45, f"{(after - before) / 200:.1f} KiB a socket"
    assert share < 0.1, f"{share:.1%} of a core for 200 idle sockets"


def newcomer(site: Site, number: int) -> str:
    handle, password = f"idle{number}", "correct horse battery"
    account = {"email": f"{handle}@example.org", "password": password}
    site.call("/api/v1/auth/sign-up", {**account, "handle": handle, "name": "Idle"})
    (mail,) = site.call(f"/dev/outbox?to={account['email']}")["results"]
    site.call("/api/v1/auth/confirm", {"email": account["email"], "code": mail["code"]})
    return site.sign_in(**account)


def memory(pid: int) -> int:
    """Resident, in KiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


def cpu(pid: int) -> float:
    """Seconds of this process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def test_server_and_emulator_together_stay_below_250_mb(site: Site):
    total = sum(memory(pid) for pid in site.family())
    assert total / 1024 <= 250, f"{total / 1024:.0f} MB"


def test_static_files_are_transferred_once(site: Site):
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


def test_static_files_have_the_headers_of_every_answer(site: Site):
    page = get(site, "/accounts/sign-in/").headers
    tag = get(site, "/static/css/app.css").headers["ETag"]
    for answer in (
        get(site, "/static/css/app.css"),
        get(site, "/static/img/icons.svg"),
        get(site, "/static/css/app.css", If_None_Match=tag),
        get(site, "/static/css/nothing.css"),
    ):
        for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy"):
            assert answer.headers.get_all(name) == page.get_all(name) != None, (answer.status, name)  # noqa: E711


def test_icons_show_while_offline(site: Site):
    kept = get(site, "/static/img/icons.svg").headers["Cache-Control"]
    assert "max-age=" in kept
    assert "stale-while-revalidate=" in kept


@pytest.mark.parametrize(
    "path", ["/static/%2e%2e/x", "/static/../x", "/static/nothing.css", "/static/", "/static/css/"]
)
def test_what_is_not_there_is_the_sites_own_page(site: Site, path: str):
    answer = get(site, path)
    words = answer.read().decode()
    assert answer.status == 404
    assert "There’s nothing at this address" in words or "There&#x27;s nothing" in words
    assert "DEBUG" not in words


def test_a_foreign_host_is_answered_by_the_site(site: Site):
    for path in ("/", "/api/v1/me", "/static/../x"):
        words = get(site, path, Host="evil.example").read().decode()
        assert "DEBUG" not in words, path
        assert "Traceback" not in words, path


def test_a_message_that_was_stored_and_never_pushed_arrives(site: Site, token: str):
    """As where the server died, or the store failed, between the two."""
    conversation = site.call("/api/v1/conversations", token=token)["results"][0]
    me = site.call("/api/v1/me", token=token)
    seq = conversation["last_seq"] + 1
    row = {
        "conversation_id": {"S": conversation["id"]},
        "seq": {"N": str(seq)},
        "client_id": {"S": str(uuid4())},
        "author_id": {"S": me["id"]},
        "body": {"S": "Stored, never pushed"},
        "sent_at": {"S": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+0000")},
    }

    async def hear() -> Any:
        async with connect(address(site, f"?ticket={ticket(site, token)}")) as socket:
            await asyncio.to_thread(store(site).put_item, TableName="chatify-messages", Item=row)
            async with asyncio.timeout(20):
                while (frame := json.loads(await socket.recv()))["type"] != "message.created":
                    pass
                return frame["message"]

    heard = asyncio.run(hear())
    assert (heard["seq"], heard["body"]) == (seq, "Stored, never pushed")
    # The head is raised after the push.
    until = time.monotonic() + 10
    while last_seq(site, token, conversation["id"]) != seq:
        assert time.monotonic() < until, "the head still lags"
        time.sleep(0.05)


def last_seq(site: Site, token: str, conversation_id: str) -> int:
    rows = site.call("/api/v1/conversations", token=token)["results"]
    return int(next(row["last_seq"] for row in rows if row["id"] == conversation_id))


def store(site: Site) -> Any:
    endpoint = environment.read(site.folder / "environment")["CHATIFY_AWS_ENDPOINT"]
    return boto3.client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
