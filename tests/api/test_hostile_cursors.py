"""A made-up cursor is refused with 400 or ignored, and never causes a fault."""

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
    conversation_id = ana.post("conversations", kind="group", name="Workshop").json()["id"]
    ana.say(conversation_id)
    inside = [f"/api/v1/conversations/{conversation_id}/{name}?x=1" for name in INSIDE]
    return ana, [*(f"/api/v1/{name}" for name in LISTS), *inside, *PAGES, f"/c/{conversation_id}/members/?x=1"]


def test_made_up_cursors_are_answered_without_a_fault(addresses: tuple[Any, list[str]]) -> None:
    ana, lists = addresses
    statuses = {
        (address.rpartition("/")[2], repr(value)[:40]): ana.client.get(f"{address}&cursor={cursor(value)}").status_code
        for address in lists
        for value in MADE_UP
    }
    assert {request: status for request, status in statuses.items() if status not in (200, 400)} == {}


def test_a_prefix_longer_than_any_name_finds_nothing(addresses: tuple[Any, list[str]]) -> None:
    ana, _ = addresses
    assert ana.client.get("/channels/", {"prefix": "ß" * 3_000}).status_code == 200
