"""Sockets of this process: told on their loop, from any thread."""

import asyncio
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from chat.realtime.in_process import InProcess, Registry, registry


class Client:
    """What a server's `send` does, and what it was given."""

    def __init__(self, *, broken: bool = False) -> None:
        self.messages: list[dict[str, Any]] = []
        self.threads: set[int] = set()
        self.broken = broken

    async def send(self, message: dict[str, Any]) -> None:
        if self.broken:
            raise RuntimeError("closed just now")
        self.threads.add(threading.get_ident())
        self.messages.append(message)


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    running = asyncio.new_event_loop()
    thread = threading.Thread(target=running.run_forever, daemon=True)
    thread.start()
    yield running
    running.call_soon_threadsafe(running.stop)
    thread.join()
    running.close()


@pytest.fixture
def attach(loop) -> Iterator[Any]:
    attached: list[str] = []

    def make(connection_id: str, *, opened: bool = True, broken: bool = False) -> Client:
        client = Client(broken=broken)
        registry.attach(connection_id, client.send, loop)
        attached.append(connection_id)
        if opened:
            registry.mark_open(connection_id)
        return client

    yield make
    for connection_id in attached:
        registry.detach(connection_id)


def settle(loop: asyncio.AbstractEventLoop) -> None:
    async def nothing() -> None:
        await asyncio.sleep(0)

    for _ in range(3):
        asyncio.run_coroutine_threadsafe(nothing(), loop).result(5)


def test_a_push_from_another_thread_is_sent_on_the_loop(attach, loop) -> None:
    one, other = attach("one"), attach("other")
    assert list(InProcess().push(["one", "other"], '{"v":1}')) == []
    settle(loop)
    assert one.messages == other.messages == [{"type": "websocket.send", "text": '{"v":1}'}]
    assert one.threads == other.threads != {threading.get_ident()}


def test_pushes_keep_their_order(attach, loop) -> None:
    client = attach("one")
    for number in range(100):
        InProcess().push(["one"], str(number))
    settle(loop)
    assert [message["text"] for message in client.messages] == [str(number) for number in range(100)]


def test_a_socket_that_is_not_here_is_gone(attach) -> None:
    attach("here")
    assert list(InProcess().push(["here", "elsewhere"], "{}")) == ["elsewhere"]


def test_a_socket_in_its_handshake_is_neither_gone_nor_told(attach, loop) -> None:
    client = attach("opening", opened=False)
    assert list(InProcess().push(["opening"], "{}")) == []
    settle(loop)
    assert client.messages == []


def test_one_broken_socket_does_not_cost_the_others_theirs(attach, loop) -> None:
    attach("broken", broken=True)
    client = attach("whole")
    InProcess().push(["broken", "whole"], "{}")
    settle(loop)
    assert len(client.messages) == 1


def test_closing_says_bye_first_and_tells_nothing_after(attach, loop) -> None:
    client = attach("one")
    InProcess().close("one", 4401, json.dumps({"type": "bye"}))
    assert list(InProcess().push(["one"], "{}")) == ["one"]
    settle(loop)
    assert [message["type"] for message in client.messages] == ["websocket.send", "websocket.close"]
    assert client.messages[1]["code"] == 4401


def test_closing_what_is_gone_is_no_error() -> None:
    InProcess().close("never was", 4401, "{}")


def test_a_server_that_has_stopped_costs_nobody_their_act(attach, loop) -> None:
    stopped = asyncio.new_event_loop()
    stopped.close()
    registry.attach("late", Client().send, stopped)
    registry.mark_open("late")
    assert list(InProcess().push(["late"], "{}")) == []
    InProcess().close("late", 1012)


def test_a_fan_out_is_one_hop_to_the_loop(monkeypatch) -> None:
    hops: list[Any] = []

    class Loop:
        def call_soon_threadsafe(self, *call: Any) -> None:
            hops.append(call)

    crowd, own = [f"c{number}" for number in range(100)], Registry()
    monkeypatch.setattr("chat.realtime.in_process.registry", own)
    for connection_id in crowd:
        own.attach(connection_id, Client().send, Loop())  # type: ignore[arg-type]  # only counts
        own.mark_open(connection_id)
    InProcess().push(crowd, "{}")
    assert len(hops) == 1
