"""The transport of a laptop: sockets of this process, to which any thread may push."""

import asyncio
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from chat.realtime.in_process import InProcess, Registry, registry


class Client:
    """Stands for a server's `send` and keeps the messages that it got."""

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


def run_pending_tasks(loop: asyncio.AbstractEventLoop) -> None:
    async def do_nothing() -> None:
        await asyncio.sleep(0)

    for _ in range(3):
        asyncio.run_coroutine_threadsafe(do_nothing(), loop).result(5)


def test_a_push_from_another_thread_is_sent_on_the_loop(attach, loop) -> None:
    first, second = attach("one"), attach("other")
    assert list(InProcess().push(["one", "other"], '{"v":1}')) == []
    run_pending_tasks(loop)
    assert first.messages == second.messages == [{"type": "websocket.send", "text": '{"v":1}'}]
    assert first.threads == second.threads != {threading.get_ident()}


def test_pushes_keep_their_order(attach, loop) -> None:
    client = attach("one")
    for number in range(100):
        InProcess().push(["one"], str(number))
    run_pending_tasks(loop)
    assert [message["text"] for message in client.messages] == [str(number) for number in range(100)]


def test_an_unknown_socket_counts_as_gone(attach) -> None:
    attach("here")
    assert list(InProcess().push(["here", "elsewhere"], "{}")) == ["elsewhere"]


def test_a_socket_in_its_handshake_is_not_gone_and_gets_nothing(attach, loop) -> None:
    client = attach("opening", opened=False)
    assert list(InProcess().push(["opening"], "{}")) == []
    run_pending_tasks(loop)
    assert client.messages == []


def test_a_broken_socket_does_not_stop_a_push_to_others(attach, loop) -> None:
    attach("broken", broken=True)
    client = attach("whole")
    InProcess().push(["broken", "whole"], "{}")
    run_pending_tasks(loop)
    assert len(client.messages) == 1


def test_closing_sends_bye_first_and_nothing_after_it(attach, loop) -> None:
    client = attach("one")
    InProcess().close("one", 4401, json.dumps({"type": "bye"}))
    assert list(InProcess().push(["one"], "{}")) == ["one"]
    run_pending_tasks(loop)
    assert [message["type"] for message in client.messages] == ["websocket.send", "websocket.close"]
    assert client.messages[1]["code"] == 4401


def test_closing_a_gone_socket_is_no_error() -> None:
    InProcess().close("never was", 4401, "{}")


def test_pushing_to_a_stopped_server_raises_nothing(attach, loop) -> None:
    stopped = asyncio.new_event_loop()
    stopped.close()
    registry.attach("late", Client().send, stopped)
    registry.mark_open("late")
    assert list(InProcess().push(["late"], "{}")) == []
    InProcess().close("late", 1012)


def test_a_fan_out_calls_into_the_loop_once(monkeypatch) -> None:
    calls: list[Any] = []

    class Loop:
        def call_soon_threadsafe(self, *arguments: Any) -> None:
            calls.append(arguments)

    connection_ids, own_registry = [f"c{number}" for number in range(100)], Registry()
    monkeypatch.setattr("chat.realtime.in_process.registry", own_registry)
    for connection_id in connection_ids:
        own_registry.attach(connection_id, Client().send, Loop())  # type: ignore[arg-type]  # only counts
        own_registry.mark_open(connection_id)
    InProcess().push(connection_ids, "{}")
    assert len(calls) == 1
