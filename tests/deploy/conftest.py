"""Events as API Gateway sends them, and the settings of a deployed site."""

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
def fresh_frame_counter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reset the rate limit of frames, because all these events name the same connection."""
    monkeypatch.setattr("chat.sockets.frames.frame_counter", FrameCounter())


@pytest.fixture
def event() -> Callable[[str], dict[str, Any]]:
    """Return a callable: `event("http_get")` is the event in that file."""
    return lambda name: json.loads((EVENTS / f"{name}.json").read_text())


@pytest.fixture
def event_loop() -> Iterator[None]:
    """Give the thread an event loop, as in a function: an `asyncio.run` of another test removes it."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield
    asyncio.set_event_loop(None)
    loop.close()


@pytest.fixture
def rotating_secret(settings: Any) -> Any:
    """Accept two secrets, as while the secret is rotated."""
    settings.ENV = replace(settings.ENV, origin_secret="current-secret,previous-secret")
    settings.ALLOWED_HOSTS = ["chat.example.org"]
    return settings
