"""Every event has a golden frame, which the tests in Python and in JavaScript read."""

import json
from pathlib import Path
from typing import get_args

from chat.domain import events

FRAMES = [json.loads(path.read_text()) for path in Path(__file__).parent.parent.joinpath("frames").glob("*.json")]
TYPES = {
    "MessageCreated": "message.created",
    "Revised": "message.revised",
    "Joined": "conversation.joined",
    "MembershipUpdated": "conversation.mine",
    "Left": "conversation.left",
    "Read": "read",
    "Typing": "typing",
    "Presence": "presence",
    "HeadMoved": "head",
    "Pong": "pong",
    "Bye": "bye",
}


def test_every_event_has_a_frame():
    assert {event.__name__ for event in get_args(events.Event)} == set(TYPES), "name the new event's frame here"
    assert set(TYPES.values()) == {frame["type"] for frame in FRAMES}


def test_every_frame_has_the_version():
    assert {frame["v"] for frame in FRAMES} == {1}
