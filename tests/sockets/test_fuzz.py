"""10,000 frames of nonsense: none crashes, none is answered, none costs a call."""

import json
import random
from typing import Any

import pytest

from chat import sockets
from chat.sockets.inbound import CURSORS_MAX, Ping, Typing, parse
from chat.sockets.rate_limit import frame_counter
from tests.counting import count_calls

SEED = 20261122
ODD_VALUES: list[Any] = [
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


def random_value(rng: random.Random, depth: int = 0) -> Any:
    choice = rng.random()
    if depth > 3 or choice < 0.5:
        return rng.choice(ODD_VALUES)
    if choice < 0.7:
        return [random_value(rng, depth + 1) for _ in range(rng.randrange(4))]
    keys = ["type", "conversation_id", "cursors", "epoch", "seq", "rev", "v", "\ud800", ""]
    return {rng.choice(keys): random_value(rng, depth + 1) for _ in range(rng.randrange(5))}


def random_frame(rng: random.Random) -> str | bytes:
    kind = rng.randrange(6)
    if kind == 0:
        return rng.randbytes(rng.randrange(200))
    if kind == 1:
        return "".join(chr(rng.randrange(0xD800)) for _ in range(rng.randrange(100)))
    if kind == 2:
        return rng.choice(["[", '{"a":', "[{", "9"]) * rng.randrange(1, 6000)
    text = json.dumps(random_value(rng))
    if kind == 3:
        return text[: rng.randrange(len(text) + 1)]
    if kind == 4:
        return json.dumps({"type": rng.choice(["ping", "typing", "pong", 7]), "conversation_id": random_value(rng)})
    return text


def is_acceptable(frame: object) -> bool:
    if isinstance(frame, Typing):
        return frame.conversation_id.isascii() and 0 < len(frame.conversation_id) <= 64
    return frame is None or (isinstance(frame, Ping) and len(frame.cursors) <= CURSORS_MAX)


@pytest.mark.usefixtures("moto_tables")
def test_ten_thousand_fuzzed_frames_crash_nothing(recorded) -> None:
    rng = random.Random(SEED)
    understood_count = 0
    with count_calls() as calls:
        for number in range(10_000):
            text = random_frame(rng)
            frame = parse(text) if isinstance(text, str) else None
            assert is_acceptable(frame), (SEED, number)
            if frame is None:
                sockets.handle_frame(f"fuzz-{number}", text)
                frame_counter.forget(f"fuzz-{number}")
            understood_count += frame is not None
    assert 0 < understood_count < 5_000, "frames that are all nonsense, or none, would prove nothing"
    assert (calls.operations, recorded.pushes, recorded.closes) == ([], [], [])


@pytest.mark.parametrize("opening", ["[", '{"a":', '{"type":"ping","cursors":{"a":'])
def test_deep_frames_are_ignored(opening: str) -> None:
    assert parse(opening * 5000) is None
    assert parse("[" * 16_000 + "]" * 16_000) is None


def test_cursors_beyond_the_maximum_are_ignored() -> None:
    cursors = {f"c{number}": {"epoch": "e", "seq": 0, "rev": 0} for number in range(CURSORS_MAX + 50)}
    frame = parse(json.dumps({"type": "ping", "cursors": cursors}))
    assert isinstance(frame, Ping)
    assert len(frame.cursors) == CURSORS_MAX


@pytest.mark.parametrize(
    "cursor", [{"epoch": 1}, {"epoch": "e", "seq": True, "rev": 0}, {"epoch": "e", "seq": -1, "rev": 0}]
)
def test_a_cursor_of_a_wrong_shape_is_ignored(cursor: dict[str, object]) -> None:
    assert parse(json.dumps({"type": "ping", "cursors": {"c": cursor}})) == Ping({})
