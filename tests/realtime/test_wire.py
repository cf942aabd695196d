"""The wire format of every event, compared with golden frames that the browser's tests read as well."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from types import NoneType
from typing import Any, get_args

import pytest

from accounts.domain import Profile
from chat.domain import events
from chat.domain.conversations import Conversation, Head
from chat.domain.memberships import Membership
from chat.domain.messages import Message
from chat.realtime import wire

FRAMES = Path(__file__).parents[1] / "frames"
ADA, BOB = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
CONVERSATION_ID, EPOCH = "c0ffee00c0ffee00c0ffee00c0ff", "e1e1e1e1"
SENT_AT = datetime(2026, 11, 22, 19, 50, 0, 123_000, UTC)
AUTHOR = Profile(id=ADA, handle="ada", name="Ada Lovelace", email="ada@example.com", created_at=SENT_AT)
MESSAGE = Message(
    conversation_id=CONVERSATION_ID,
    seq=7,
    client_id="aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa",
    author_id=ADA,
    body="Hej på dig! 👋",
    sent_at=SENT_AT,
)
RENAMED = replace(
    MESSAGE,
    seq=8,
    client_id=None,
    body="Ada Lovelace named this conversation Lunch",
    kind="system",
    event={"action": "renamed", "name": "Lunch"},
)
EDITED = replace(
    MESSAGE,
    body="Hej på er!",
    edited_at=datetime(2026, 11, 22, 19, 51, tzinfo=UTC),
    reply_to=2,
    mentions=(BOB,),
    reactions=({"emoji": "👍", "count": 2, "user_ids": [ADA, BOB]},),
    pinned_by=BOB,
)
CONVERSATION = Conversation(
    id=CONVERSATION_ID,
    kind="group",
    public=False,
    name="Lunch",
    topic="Where today?",
    created_at=datetime(2026, 11, 22, 19, tzinfo=UTC),
    epoch=EPOCH,
    member_count=2,
    last_seq=7,
    last_rev=3,
    last_message=MESSAGE,
)
BOBS_MEMBERSHIP = Membership(user_id=BOB, conversation_id=CONVERSATION_ID, read_seq=5)
HEAD = Head(EPOCH, 7, 3)
GOLDEN: dict[str, events.Event] = {
    "message.created": events.MessageCreated(EPOCH, MESSAGE, AUTHOR),
    "message.created.system": events.MessageCreated(EPOCH, RENAMED, AUTHOR),
    "message.revised": events.Revised(CONVERSATION_ID, EPOCH, 3, "edit", 7, EDITED),
    "message.revised.member": events.Revised(CONVERSATION_ID, EPOCH, 4, "member", conversation=CONVERSATION),
    "message.revised.settings": events.Revised(
        CONVERSATION_ID, EPOCH, 5, "settings", conversation=replace(CONVERSATION, name="Supper")
    ),
    "conversation.joined": events.Joined(CONVERSATION, BOBS_MEMBERSHIP),
    "conversation.mine": events.MembershipUpdated(replace(BOBS_MEMBERSHIP, notify="mentions", draft="Hej")),
    "conversation.left": events.Left(CONVERSATION_ID),
    "read": events.Read(CONVERSATION_ID, BOB, 7),
    "typing": events.Typing(CONVERSATION_ID, ADA, SENT_AT + timedelta(seconds=5)),
    "presence": events.Presence(ADA, True),
    "head": events.HeadMoved(CONVERSATION_ID, HEAD),
    "pong": events.Pong(SENT_AT, {CONVERSATION_ID: HEAD}, "L0SM9cOFvHcCIhw="),
    "bye": events.Bye("revoked"),
}


def golden(name: str) -> Any:
    return json.loads((FRAMES / f"{name}.json").read_text())


@pytest.mark.parametrize("name", GOLDEN)
def test_an_event_is_what_its_golden_frame_says(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chat.realtime.wire.now", lambda: SENT_AT)
    assert json.loads(wire.encode(GOLDEN[name])) == golden(name)


def test_every_event_has_a_golden_frame_and_every_frame_an_event() -> None:
    assert {type(event) for event in GOLDEN.values()} == set(get_args(events.Event)) - {NoneType}
    assert {path.stem for path in FRAMES.glob("*.json")} == set(GOLDEN)


def test_a_push_is_compact() -> None:
    text = wire.encode(GOLDEN["message.created"])
    assert "👋" in text
    assert ': "' not in text
    assert "\n" not in text


def test_rest_says_whether_a_reaction_is_mine() -> None:
    assert wire.message(EDITED, ADA)["reactions"] == [{"emoji": "👍", "count": 2, "user_ids": [ADA, BOB], "mine": True}]
    assert wire.message(EDITED, "somebody else")["reactions"][0]["mine"] is False
    assert "mine" not in wire.message(EDITED)["reactions"][0]


def test_a_reaction_lists_50_people_and_the_51st_still_sees_mine() -> None:
    crowd = [str(number) for number in range(51)]
    liked = replace(MESSAGE, reactions=({"emoji": "👍", "count": 51, "user_ids": crowd},))
    shown = wire.message(liked, "50")["reactions"][0]
    assert shown["user_ids"] == crowd[:50]
    assert shown["mine"] is True


def test_a_channel_seen_from_outside_has_no_me_and_no_last_message() -> None:
    assert CONVERSATION.last_message is not None, "without a last message it would prove nothing"
    shown = wire.conversation(CONVERSATION)
    assert shown["me"] is None
    assert shown["last_message"] is None


def test_a_conversation_has_the_contracts_fields() -> None:
    shown = wire.conversation(CONVERSATION, BOBS_MEMBERSHIP, AUTHOR)
    assert set(shown) == {
        *("id", "kind", "public", "name", "topic", "created_at", "archived", "posting", "slow_mode", "member_count"),
        *("last_seq", "last_rev", "epoch", "last_message", "me", "peer"),
    }
    assert shown["me"] == {"role": "member", "read_seq": 5, "unread": 2, "mentions": 0, "notify": "all", "draft": ""}
    assert "email" not in shown["peer"]


HUGE = replace(MESSAGE, attachments=tuple({"id": "x" * 1000} for _ in range(110)))


@pytest.mark.parametrize(
    ("event", "seq", "rev"),
    [
        (events.MessageCreated(EPOCH, HUGE), 7, 0),
        (events.Revised(CONVERSATION_ID, EPOCH, 9, "edit", 7, HUGE), 0, 9),
    ],
)
def test_a_push_over_100_kb_becomes_a_head(event: events.Event, seq: int, rev: int) -> None:
    assert json.loads(wire.encode(event)) == {
        "v": 1,
        "type": "head",
        "conversation_id": CONVERSATION_ID,
        "epoch": EPOCH,
        "seq": seq,
        "rev": rev,
    }


def test_a_push_just_under_100_kb_is_sent_whole() -> None:
    message = replace(MESSAGE, body="å" * 50_000)
    text = wire.encode(events.MessageCreated(EPOCH, message))
    assert 100_000 < len(text.encode()) <= wire.PUSH_MAX_BYTES
    assert json.loads(text)["type"] == "message.created"


def test_a_page_of_50_messages_takes_under_a_millisecond() -> None:
    page = [MESSAGE] * 50
    best = min(_seconds_for(page) for _ in range(20))
    assert best < 0.001


def _seconds_for(page: list[Message]) -> float:
    start = perf_counter()
    wire.messages(page, ADA)
    return perf_counter() - start
