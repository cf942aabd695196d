"""Events as API Gateway sends them, and a production's secret."""

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chat.sockets.rate_limit import FrameCounter

EVENTS = Path(__file__).parent / "events"


@pytest.fixture(autouse=True)
def unmetered(monkeypatch: pytest.MonkeyPatch) -> None:
    """All these events come over one connection: together they are more than a socket may send in ten seconds."""
    monkeypatch.setattr("chat.sockets.frames.frame_counter", FrameCounter())


@pytest.fixture
def event() -> Callable[[str], dict[str, Any]]:
    return lambda name: json.loads((EVENTS / f"{name}.json").read_text())


@pytest.fixture
def loop() -> Iterator[None]:
    """A function's main thread has one; here another test's `asyncio.run` may have taken it away."""
    own = asyncio.new_event_loop()
    asyncio.set_event_loop(own)
    yield
    asyncio.set_event_loop(None)
    own.close()


@pytest.fixture
def guarded(settings: Any) -> Any:
    """The secret while it is being rotated."""
    settings.ENV = replace(settings.ENV, origin_secret="current-secret,previous-secret")
    settings.ALLOWED_HOSTS = ["chat.example.org"]
    return settings
