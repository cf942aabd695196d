"""10,000 frames of nonsense: none crashes, none is answered, none costs a call."""

import json
import random
from typing import Any

import pytest

from chat import sockets
from chat.sockets.inbound import CURSORS_MAX, Ping, Typing, parse
from chat.sockets.meter import meter
from tests.counting import count_calls

SEED = 20261122
ODD: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    1.5,
    10**400,
    2**63,
    float("nan"),
    "",
    "ping",
    "typing",
    "\ud800",
    "\x00",
    "å" * 70,
    [],
    {},
]


def nonsense(rng: random.Random, depth: int = 0) -> Any:
    choice = rng.random()
    if depth > 3 or choice < 0.5:
        return rng.choice(ODD)
    if choice < 0.7:
        return [nonsense(rng, depth + 1) for _ in range(rng.randrange(4))]
    keys = ["type", "conversation_id", "cursors", "epoch", "seq", "rev", "v", "\ud800", ""]
    return {rng.choice(keys): nonsense(rng, depth + 1) for _ in range(rng.randrange(5))}


def fuzzed(rng: random.Random) -> str | bytes:
    kind = rng.randrange(6)
    if kind == 0:
        return rng.randbytes(rng.randrange(200))
    if kind == 1:
        return "".join(chr(rng.randrange(0xD800)) for _ in range(rng.randrange(100)))
    if kind == 2:
        return rng.choice(["[", '{"a":', "[{", "9"]) * rng.randrange(1, 6000)
    text = json.dumps(nonsense(rng))
    if kind == 3:
        return text[: rng.randrange(len(text) + 1)]
    if kind == 4:
        return json.dumps({"type": rng.choice(["ping", "typing", "pong", 7]), "conversation_id": nonsense(rng)})
    return text


def acceptable(found: object) -> bool:
    if isinstance(found, Typing):
        return found.conversation_id.isascii() and 0 < len(found.conversation_id) <= 64
    return found is None or (isinstance(found, Ping) and len(found.cursors) <= CURSORS_MAX)


@pytest.mark.usefixtures("moto_tables")
def test_ten_thousand_fuzzed_frames_crash_nothing(recorded) -> None:
    rng = random.Random(SEED)
    understood = 0
    with count_calls() as calls:
        for number in range(10_000):
            text = fuzzed(rng)
            found = parse(text) if isinstance(text, str) else None
            assert acceptable(found), (SEED, number)
            if found is None:
                sockets.frame(f"fuzz-{number}", text)
                meter.forget(f"fuzz-{number}")
            understood += found is not None
    assert 0 < understood < 5_000, "frames that are all nonsense, or none, would prove nothing"
    assert (calls.operations, recorded.pushes, recorded.closes) == ([], [], [])


@pytest.mark.parametrize("opening", ["[", '{"a":', '{"type":"ping","cursors":{"a":'])
def test_deep_frames_are_ignored(opening: str) -> None:
    assert parse(opening * 5000) is None
    assert parse("[" * 16_000 + "]" * 16_000) is None


def test_only_so_many_cursors_are_compared() -> None:
    cursors = {f"c{number}": {"epoch": "e", "seq": 0, "rev": 0} for number in range(CURSORS_MAX + 50)}
    found = parse(json.dumps({"type": "ping", "cursors": cursors}))
    assert isinstance(found, Ping)
    assert len(found.cursors) == CURSORS_MAX


@pytest.mark.parametrize(
    "cursor", [{"epoch": 1}, {"epoch": "e", "seq": True, "rev": 0}, {"epoch": "e", "seq": -1, "rev": 0}]
)
def test_a_cursor_of_a_wrong_shape_is_left_out(cursor: dict[str, object]) -> None:
    assert parse(json.dumps({"type": "ping", "cursors": {"c": cursor}})) == Ping({})
