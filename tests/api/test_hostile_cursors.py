"""A cursor is opaque to clients, so whoever makes one up is told to start again; nothing fails."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest

MADE_UP: list[Any] = [
    *(5, True, 1.5, {}, {"a": 1}, [], [1, 2], ["a"], [None, None], ["a", "b", "c"], ["a", ["b"]], "a"),
    *("", ["", ""], "x" * 1_200, ["x" * 1_200, "y"], "\ud800", ["\ud800", "x"], "\0", ["\0", "\0"]),
    *({"user_id": 1}, ["a", 5, "x"], [[], []], 1e308, -1),
]
LISTS = ("channels?prefix=a", "users?prefix=a", "me/blocks?x=1", "conversations?x=1")
INSIDE = ("members", "messages/1/reactions", "invites", "pins")
PAGES = ("/channels/?x=1",)


def cursor(value: Any) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.fixture
def addresses(caller: Callable[..., Any]) -> tuple[Any, list[str]]:
    ana = caller()
    room = ana.post("conversations", kind="group", name="Room").json()["id"]
    ana.say(room)
    inside = [f"/api/v1/conversations/{room}/{name}?x=1" for name in INSIDE]
    return ana, [*(f"/api/v1/{name}" for name in LISTS), *inside, *PAGES, f"/c/{room}/members/?x=1"]


def test_no_cursor_that_somebody_made_up_fails(addresses: tuple[Any, list[str]]) -> None:
    ana, lists = addresses
    found = {
        (address.rpartition("/")[2], repr(value)[:40]): ana.client.get(f"{address}&cursor={cursor(value)}").status_code
        for address in lists
        for value in MADE_UP
    }
    assert {asked: status for asked, status in found.items() if status not in (200, 400)} == {}


def test_no_name_is_as_long_as_this(addresses: tuple[Any, list[str]]) -> None:
    ana, _ = addresses
    assert ana.client.get("/channels/", {"prefix": "ß" * 3_000}).status_code == 200
