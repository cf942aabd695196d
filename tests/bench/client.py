"""A small HTTP client, which leaves the machine's cores to what is measured."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Connection:
    """One kept-alive connection to loopback; one request at a time."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._busy = asyncio.Lock()

    async def __call__(
        self, method: str, path: str, body: Any = None, *, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a dict as JSON, or bytes unchanged, and return the answer."""
        all_headers = {"Host": f"127.0.0.1:{self._port}", "Accept": "*/*"} | dict(headers or {})
        if body is not None and not isinstance(body, bytes):
            body, all_headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        all_headers["Content-Length"] = str(len(body or b""))
        head = "".join(f"{name}: {value}\r\n" for name, value in all_headers.items())
        async with self._busy:
            return await self._exchange(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + (body or b""))

    async def close(self) -> None:
        if self._streams:
            self._streams[1].close()
            self._streams = None

    async def _exchange(self, request: bytes) -> Answer:
        if self._streams is None or self._streams[0].at_eof():
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = [
            (name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in head[1:] if line)
        ]
        length = next((value for name, value in fields if name == "content-length"), None)
        if length is not None:
            body = await reader.readexactly(int(length))
        else:
            body = await read_chunks(reader) if ("transfer-encoding", "chunked") in fields else b""
        return Answer(int(head[0].split()[1]), fields, body)


async def read_chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while size := int(await reader.readuntil(b"\r\n"), 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readexactly(2)
    return b"".join(parts)
