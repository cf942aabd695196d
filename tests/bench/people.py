"""People who sign up, sign in and listen, as real ones do."""

import asyncio
import json
import re
import time
from collections.abc import Callable, Coroutine, Iterable
from typing import Any
from urllib.parse import quote, urlencode

from websockets.asyncio.client import ClientConnection, connect

from tests.bench.client import Answer, Connection

PASSWORD = "a horse that counts staples"
Receive = Callable[["Person", float, dict[str, Any]], None]


class Person:
    def __init__(self, port: int, number: int) -> None:
        self.port = port
        self.handle = f"bench{number:04}"
        self.email = f"{self.handle}@example.org"
        self.http = Connection(port)
        self.id = ""
        self.sockets: list[ClientConnection] = []
        self.turn = asyncio.Lock()
        self.token = ""
        self._tasks: list[asyncio.Task[None]] = []

    async def api(self, method: str, path: str, body: Any = None, *, expect: int = 200) -> Any:
        """Call the API and return the JSON of the answer. Raises `RuntimeError` for another status than `expect`."""
        answer = await self.request(method, path, body)
        if answer.status != expect:
            raise RuntimeError(f"{method} {path} answered {answer.status}: {answer.body[:300]!r}")
        return answer.json() if answer.body else None

    async def request(self, method: str, path: str, body: Any = None) -> Answer:
        return await self.http(method, f"/api/v1/{path}", body, headers=self.bearer)

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    async def enter(self) -> None:
        """Sign up, confirm with the code of the mail, sign in."""
        credentials = {"email": self.email, "password": PASSWORD}
        await self.api(
            "POST", "auth/sign-up", {**credentials, "handle": self.handle, "name": self.handle.title()}, expect=201
        )
        outbox = await self.http("GET", f"/dev/outbox?format=json&to={quote(self.email)}")
        code = outbox.json()["results"][0]["code"]
        await self.api("POST", "auth/confirm", {"email": self.email, "code": code}, expect=204)
        self.token = (await self.api("POST", "auth/sign-in", credentials))["access_token"]
        self.id = (await self.api("GET", "me"))["id"]

    async def listen(self, receive: Receive | None = None) -> None:
        """Open one more socket, by a ticket."""
        ticket = (await self.api("POST", "ws-ticket", expect=201))["ticket"]
        socket = await connect(f"ws://127.0.0.1:{self.port}/ws?ticket={ticket}", compression=None, ping_interval=None)
        self.sockets.append(socket)
        self._tasks.append(asyncio.create_task(self._receive_all(socket, receive)))

    async def leave(self) -> None:
        """Close every socket and the HTTP connection, which the next call opens again."""
        for socket in self.sockets:
            await socket.close()
        for task in self._tasks:
            task.cancel()
        self.sockets, self._tasks = [], []
        await self.http.close()

    async def cookies(self) -> str:
        """Sign in by the form and return the value of the Cookie header."""
        form = await self.http("GET", "/accounts/sign-in/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', form.body)
        assert token, "the sign-in page has no form"
        cookies = set_cookies(form)
        fields = {"email": self.email, "password": PASSWORD, "csrfmiddlewaretoken": token[1].decode()}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(cookies),
            "Origin": f"http://127.0.0.1:{self.port}",
        }
        answer = await self.http("POST", "/accounts/sign-in/", urlencode(fields).encode(), headers=headers)
        assert answer.status == 302, f"the sign-in form answered {answer.status}"
        return "; ".join(set_cookies(answer))

    async def _receive_all(self, socket: ClientConnection, receive: Receive | None) -> None:
        async for frame in socket:
            at = time.perf_counter()
            if receive:
                receive(self, at, json.loads(frame))


def set_cookies(answer: Answer) -> list[str]:
    return [value.partition(";")[0] for name, value in answer.headers if name == "set-cookie"]


async def sign_up_people(port: int, size: int) -> list[Person]:
    people = [Person(port, number) for number in range(size)]
    await few_at_once(person.enter() for person in people)
    return people


async def few_at_once(acts: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Run at most four at a time: real people do not arrive in the same millisecond."""
    limit = asyncio.Semaphore(4)

    async def run(act: Coroutine[Any, Any, None]) -> None:
        async with limit:
            await act

    await asyncio.gather(*map(run, acts))
