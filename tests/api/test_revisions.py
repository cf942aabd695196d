"""Editing, reacting, pinning and drafts over the API, in the contract's words."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.api.conftest import Caller


@pytest.fixture
def message_path(ana: Caller, group: str) -> str:
    """The address of one message by Ana."""
    assert ana.say(group, "one").status_code == 201
    return f"conversations/{group}/messages/1"


def test_an_edit_is_answered_with_the_message_and_kept_in_its_history(
    ana: Caller, ben: Caller, message_path: str
) -> None:
    edited = ana.patch(message_path, body="**two**", seq=9, author_id=ben.id)
    assert edited.status_code == 200
    message = edited.json()
    assert (message["body"], message["html"], message["seq"]) == ("**two**", "<p><strong>two</strong></p>", 1)
    assert message["edited_at"].endswith("Z")
    history = ben.get(f"{message_path}/history").json()
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
def test_bad_edits_are_refused(body: dict[str, Any], status: int, code: str, ana: Caller, message_path: str) -> None:
    answer = ana.patch(message_path, **body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert ana.get(message_path).json()["body"] == "one"


def test_authors_edit_and_owners_delete_too(ana: Caller, ben: Caller, group: str, message_path: str) -> None:
    assert ben.patch(message_path, body="mine").json()["code"] == "not_author"
    assert ben.delete(message_path).status_code == 403
    assert ben.say(group, "two").status_code == 201
    assert ana.delete(f"conversations/{group}/messages/2").status_code == 204
    deleted_message = ben.get(f"conversations/{group}/messages/2").json()
    assert (
        deleted_message["deleted"],
        deleted_message["body"],
        deleted_message["html"],
        deleted_message["author_id"],
    ) == (True, "", None, ben.id)
    assert ben.patch(f"conversations/{group}/messages/2", body="x").json()["code"] == "deleted"
    assert ana.delete(f"conversations/{group}/messages/9").status_code == 404


def test_reactions_are_idempotent_and_listed(ana: Caller, ben: Caller, message_path: str) -> None:
    thumb = quote("👍")
    for _ in range(2):
        assert ben.put(f"{message_path}/reactions/{thumb}").status_code == 204
    (reaction,) = ben.get(message_path).json()["reactions"]
    assert reaction == {"emoji": "👍", "count": 1, "user_ids": [ben.id], "mine": True}
    assert ana.get(message_path).json()["reactions"][0]["mine"] is False
    rows = ana.get(f"{message_path}/reactions").json()["results"]
    assert [(row["emoji"], row["user"]["id"]) for row in rows] == [("👍", ben.id)]
    for _ in range(2):
        assert ben.delete(f"{message_path}/reactions/{thumb}").status_code == 204
    assert ben.get(message_path).json()["reactions"] == []


@pytest.mark.parametrize("emoji", ["a", "👍👍", "%20", "thumbsup", "👍" * 8, "%00"])
def test_a_reaction_must_be_a_single_emoji(emoji: str, ana: Caller, message_path: str) -> None:
    answer = ana.put(f"{message_path}/reactions/{quote(emoji, safe='%')}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_pins_are_idempotent_and_listed(ana: Caller, ben: Caller, group: str, message_path: str) -> None:
    for _ in range(2):
        assert ben.put(f"{message_path}/pin").status_code == 204
    pinned = ana.get(f"conversations/{group}/pins").json()
    assert [(row["seq"], row["pinned"], row["pinned_by"]) for row in pinned["results"]] == [(1, True, ben.id)]
    assert set(pinned["users"]) == {ana.id}
    assert ana.delete(f"{message_path}/pin").status_code == 204
    assert ana.get(f"conversations/{group}/pins").json()["results"] == []


def test_a_reply_carries_the_quoted_message(ana: Caller, ben: Caller, group: str, message_path: str) -> None:
    ben.say(group, "yes", reply_to=1)
    page = ana.get(f"conversations/{group}/messages", after=1).json()
    assert page["results"][0]["reply"] == {"seq": 1, "author_id": ana.id, "body": "one", "deleted": False}


def test_mentions_are_counted_in_the_inbox(ana: Caller, ben: Caller, group: str) -> None:
    message = ana.say(group, f"@{ben.profile.handle} look").json()
    assert message["mentions"] == [ben.id]
    (row,) = ben.get("conversations").json()["results"]
    assert (row["me"]["mentions"], row["me"]["unread"]) == (1, 1)
    ben.put(f"conversations/{group}/read", seq=1)
    assert ben.get(f"conversations/{group}").json()["me"]["mentions"] == 0


def test_drafts_and_notification_levels_are_stored(ana: Caller, group: str) -> None:
    changed = ana.patch(f"conversations/{group}/me", notify="none", draft=" half\n", role="owner", read_seq=99)
    assert changed.status_code == 200
    me = ana.get(f"conversations/{group}").json()["me"]
    assert (me["notify"], me["draft"], me["read_seq"]) == ("none", " half\n", 0)
    assert ana.patch(f"conversations/{group}/me", draft="").json()["me"]["draft"] == ""
    for wrong in ({"notify": "loud"}, {"draft": 7}, {"draft": "x" * 8001}, {"draft": "nul\0"}):
        assert ana.patch(f"conversations/{group}/me", **wrong).status_code == 400


def test_every_act_on_a_message_is_404_for_strangers(stranger: Caller, group: str, message_path: str) -> None:
    called = [
        stranger.patch(message_path, body="x"),
        stranger.delete(message_path),
        stranger.get(f"{message_path}/history"),
        stranger.get(f"{message_path}/reactions"),
        stranger.put(f"{message_path}/reactions/{quote('👍')}"),
        stranger.delete(f"{message_path}/reactions/{quote('👍')}"),
        stranger.put(f"{message_path}/pin"),
        stranger.delete(f"{message_path}/pin"),
        stranger.get(f"conversations/{group}/pins"),
        stranger.patch(f"conversations/{group}/me", draft="x"),
    ]
    assert {answer.status_code for answer in called} == {404}
