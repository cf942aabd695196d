"""Editing, reacting, pinning and drafts over the API, in the contract's words."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.api.conftest import Caller


@pytest.fixture
def said(ana: Caller, group: str) -> str:
    """The address of one message by Ana."""
    assert ana.say(group, "one").status_code == 201
    return f"conversations/{group}/messages/1"


def test_an_edit_is_answered_with_the_message_and_its_history_is_open(ana: Caller, ben: Caller, said: str) -> None:
    edited = ana.patch(said, body="**two**", seq=9, author_id=ben.id)
    assert edited.status_code == 200
    message = edited.json()
    assert (message["body"], message["html"], message["seq"]) == ("**two**", "<p><strong>two</strong></p>", 1)
    assert message["edited_at"].endswith("Z")
    history = ben.get(f"{said}/history").json()
    assert [(row["body"], row["html"]) for row in history["results"]] == [("one", None)]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "invalid"),
        ({"body": None}, 400, "invalid"),
        ({"body": 7}, 400, "invalid"),
        ({"body": "nul\0"}, 400, "invalid"),
        ({"body": " "}, 422, "empty"),
        ({"body": "x" * 8001}, 422, "too_long"),
        ({"body": "@ab " * 1000}, 422, "too_many_mentions"),
    ],
)
def test_bad_edits(body: dict[str, Any], status: int, code: str, ana: Caller, said: str) -> None:
    answer = ana.patch(said, **body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert ana.get(said).json()["body"] == "one"


def test_who_may_edit_and_delete(ana: Caller, ben: Caller, group: str, said: str) -> None:
    assert ben.patch(said, body="mine").json()["code"] == "not_author"
    assert ben.delete(said).status_code == 403
    assert ben.say(group, "two").status_code == 201
    assert ana.delete(f"conversations/{group}/messages/2").status_code == 204
    gone = ben.get(f"conversations/{group}/messages/2").json()
    assert (gone["deleted"], gone["body"], gone["html"], gone["author_id"]) == (True, "", None, ben.id)
    assert ben.patch(f"conversations/{group}/messages/2", body="x").json()["code"] == "deleted"
    assert ana.delete(f"conversations/{group}/messages/9").status_code == 404


def test_reactions_are_idempotent_and_listed(ana: Caller, ben: Caller, said: str) -> None:
    thumb = quote("👍")
    for _ in range(2):
        assert ben.put(f"{said}/reactions/{thumb}").status_code == 204
    (mine,) = ben.get(said).json()["reactions"]
    assert mine == {"emoji": "👍", "count": 1, "user_ids": [ben.id], "mine": True}
    assert ana.get(said).json()["reactions"][0]["mine"] is False
    rows = ana.get(f"{said}/reactions").json()["results"]
    assert [(row["emoji"], row["user"]["id"]) for row in rows] == [("👍", ben.id)]
    for _ in range(2):
        assert ben.delete(f"{said}/reactions/{thumb}").status_code == 204
    assert ben.get(said).json()["reactions"] == []


@pytest.mark.parametrize("emoji", ["a", "👍👍", "%20", "thumbsup", "👍" * 8, "%00"])
def test_what_is_not_one_emoji_is_invalid(emoji: str, ana: Caller, said: str) -> None:
    answer = ana.put(f"{said}/reactions/{quote(emoji, safe='%')}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_pins(ana: Caller, ben: Caller, group: str, said: str) -> None:
    for _ in range(2):
        assert ben.put(f"{said}/pin").status_code == 204
    pinned = ana.get(f"conversations/{group}/pins").json()
    assert [(row["seq"], row["pinned"], row["pinned_by"]) for row in pinned["results"]] == [(1, True, ben.id)]
    assert set(pinned["users"]) == {ana.id}
    assert ana.delete(f"{said}/pin").status_code == 204
    assert ana.get(f"conversations/{group}/pins").json()["results"] == []


def test_a_reply_carries_what_it_answers(ana: Caller, ben: Caller, group: str, said: str) -> None:
    ben.say(group, "yes", reply_to=1)
    page = ana.get(f"conversations/{group}/messages", after=1).json()
    assert page["results"][0]["reply"] == {"seq": 1, "author_id": ana.id, "body": "one", "deleted": False}


def test_mentions_are_counted_in_the_inbox(ana: Caller, ben: Caller, group: str) -> None:
    said = ana.say(group, f"@{ben.profile.handle} look").json()
    assert said["mentions"] == [ben.id]
    (row,) = ben.get("conversations").json()["results"]
    assert (row["me"]["mentions"], row["me"]["unread"]) == (1, 1)
    ben.put(f"conversations/{group}/read", seq=1)
    assert ben.get(f"conversations/{group}").json()["me"]["mentions"] == 0


def test_drafts_and_levels_of_notice(ana: Caller, group: str) -> None:
    changed = ana.patch(f"conversations/{group}/me", notify="none", draft=" half\n", role="owner", read_seq=99)
    assert changed.status_code == 200
    me = ana.get(f"conversations/{group}").json()["me"]
    assert (me["notify"], me["draft"], me["read_seq"]) == ("none", " half\n", 0)
    assert ana.patch(f"conversations/{group}/me", draft="").json()["me"]["draft"] == ""
    for wrong in ({"notify": "loud"}, {"draft": 7}, {"draft": "x" * 8001}, {"draft": "nul\0"}):
        assert ana.patch(f"conversations/{group}/me", **wrong).status_code == 400


def test_strangers_find_nothing(stranger: Caller, group: str, said: str) -> None:
    called = [
        stranger.patch(said, body="x"),
        stranger.delete(said),
        stranger.get(f"{said}/history"),
        stranger.get(f"{said}/reactions"),
        stranger.put(f"{said}/reactions/{quote('👍')}"),
        stranger.delete(f"{said}/reactions/{quote('👍')}"),
        stranger.put(f"{said}/pin"),
        stranger.delete(f"{said}/pin"),
        stranger.get(f"conversations/{group}/pins"),
        stranger.patch(f"conversations/{group}/me", draft="x"),
    ]
    assert {answer.status_code for answer in called} == {404}
