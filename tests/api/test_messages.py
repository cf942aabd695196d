import json
from time import time
from typing import Any
from uuid import uuid4

import pytest

from chat.models.connections import Connection, ConnectionItem
from tests.api.conftest import Caller
from tests.recording import Record


def test_a_new_message_is_answered_with_the_contracts_fields(ana: Caller, group: str) -> None:
    client_id = str(uuid4())
    answer = ana.say(group, " Grüße 🚲\n", client_id=client_id, after=0)
    message = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert message.pop("sent_at").endswith("Z")
    assert message == {
        "conversation_id": group,
        "seq": 1,
        "client_id": client_id,
        "author_id": ana.id,
        "body": " Grüße 🚲\n",
        "html": None,
        "edited_at": None,
        "deleted": False,
        "hidden": False,
        "reply_to": None,
        "reply": None,
        "attachments": [],
        "mentions": [],
        "mentions_all": False,
        "reactions": [],
        "pinned": False,
        "pinned_by": None,
        "kind": "user",
        "event": None,
    }


def test_a_repeated_client_id_is_200_with_the_stored_message(ana: Caller, group: str) -> None:
    client_id = str(uuid4())
    first = ana.say(group, "one", client_id=client_id)
    again = ana.say(group, "another body", client_id=client_id.upper())
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()


def test_history_is_paged_in_both_directions(ana: Caller, ben: Caller, group: str) -> None:
    for index in range(7):
        ana.say(group, str(index + 1), after=index)
    path = f"conversations/{group}/messages"

    def seqs(**where: int) -> list[int]:
        return [message["seq"] for message in ben.get(path, **where).json()["results"]]

    assert seqs() == [1, 2, 3, 4, 5, 6, 7]
    assert (seqs(before=5, limit=2), seqs(after=5, limit=1), seqs(around=4, limit=3)) == ([3, 4], [6], [3, 4, 5])
    newest = ben.get(path, limit=2).json()
    assert (newest["has_older"], newest["has_newer"], newest["head"]["seq"]) == (True, False, 7)
    assert "users" not in newest
    assert ben.get(path, limit=2, users=True).json()["users"][ana.id]["name"] == ana.profile.name
    assert ben.get(path, before=5, after=2).status_code == 400
    assert ben.get(path, before=-1).status_code == 400


def test_a_message_is_read_and_a_missing_one_is_404(ana: Caller, group: str) -> None:
    ana.say(group)
    assert ana.get(f"conversations/{group}/messages/1").json()["seq"] == 1
    missing = ana.get(f"conversations/{group}/messages/2")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"body": ""}, 422, "empty"),
        ({"body": " \n"}, 422, "empty"),
        ({"body": "x" * 8001}, 422, "too_long"),
        ({"body": "nul\0"}, 400, "invalid"),
        ({"body": "\ud800"}, 400, "invalid"),
        ({"body": 7}, 400, "invalid"),
        ({"body": None}, 400, "invalid"),
        ({"client_id": "not a uuid"}, 400, "invalid"),
        ({"client_id": None}, 400, "invalid"),
        ({"after": -1}, 400, "invalid"),
        ({"after": "0"}, 400, "invalid"),
        ({"after": 1.5}, 400, "invalid"),
        ({"after": True}, 400, "invalid"),
        ({"after": 10**30}, 400, "invalid"),
        ({"after": 99}, 409, "bad_after"),
        ({"reply_to": 0}, 400, "invalid"),
        ({"reply_to": 99}, 400, "invalid"),
    ],
)
def test_bad_messages_are_refused_and_not_stored(
    body: dict[str, Any], status: int, code: str, ana: Caller, group: str
) -> None:
    answer = ana.say(group, **{"body": "hello", **body})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    if status == 409:
        assert set(answer.json()["head"]) == {"epoch", "seq", "rev"}
    assert ana.get(f"conversations/{group}/messages").json()["results"] == [], "nothing was stored"


def test_8000_code_points_are_not_too_long(ana: Caller, group: str) -> None:
    assert ana.say(group, "🚲" * 8000).status_code == 201


def test_a_body_cannot_set_author_time_or_seq(ana: Caller, ben: Caller, group: str) -> None:
    message = ana.say(
        group, seq=99, author_id=ben.id, sent_at="2001-01-01T00:00:00Z", kind="system", hidden=True
    ).json()
    assert (message["seq"], message["author_id"], message["kind"], message["hidden"]) == (1, ana.id, "user", False)
    assert not message["sent_at"].startswith("2001")


def test_read_moves_forward_only_and_unread_moves_back(ana: Caller, ben: Caller, group: str) -> None:
    for _ in range(3):
        ana.say(group)
    path = f"conversations/{group}"
    assert ben.get(path).json()["me"]["unread"] == 3
    assert ana.get(path).json()["me"]["unread"] == 0, "their own messages are not unread"
    assert ben.put(f"{path}/read", seq=2).json() == {"read_seq": 2}
    assert ben.put(f"{path}/read", seq=1).json() == {"read_seq": 2}
    assert ben.put(f"{path}/read", seq=99).json() == {"read_seq": 3}
    assert ben.post(f"{path}/unread", seq=3).json() == {"read_seq": 2}
    assert ben.get(path).json()["me"]["unread"] == 1
    for wrong in ("1", -1, None, 1.5):
        assert ben.put(f"{path}/read", seq=wrong).status_code == 400


def test_typing_is_204_without_a_body(ana: Caller, group: str) -> None:
    assert ana.post(f"conversations/{group}/typing").status_code == 204


def test_sync_returns_missed_messages_and_revisions(ana: Caller, ben: Caller, group: str) -> None:
    conversation = ben.get(f"conversations/{group}").json()
    cursor = {"epoch": conversation["epoch"], "seq": conversation["last_seq"], "rev": conversation["last_rev"]}
    ana.say(group, "one")
    ana.patch(f"conversations/{group}", topic="new")
    answer = ben.post("sync", cursors={group: cursor, "nowhere": cursor}).json()
    (missed,) = answer["conversations"]
    assert [message["seq"] for message in missed["messages"]] == [1, 2]
    assert [(row["rev"], row["kind"], row["conversation"]["topic"]) for row in missed["revisions"]] == [
        (1, "settings", "new")
    ]
    assert (missed["head"]["seq"], missed["more"], missed["reset"]) == (2, False, False)
    assert (answer["joined"], answer["gone"]) == ([], ["nowhere"])
    assert [row["id"] for row in ben.post("sync", cursors={}).json()["joined"]] == [group]
    with_users = ben.post("sync", cursors={group: cursor}, users=True).json()
    assert set(with_users["users"]) == {ana.id}
    assert "users" not in answer


@pytest.mark.parametrize(
    "cursors",
    [None, [], "x", {"a": 1}, {"a": {}}, {"a": {"epoch": "e", "seq": -1, "rev": 0}}, {"a": {"epoch": 1, "seq": "1"}}],
)
def test_bad_cursors_are_invalid(cursors: Any, ana: Caller) -> None:
    answer = ana.post("sync", cursors=cursors)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_the_socket_of_the_header_gets_no_push(ana: Caller, group: str, recorded: Record) -> None:
    for name in ("desk", "phone"):
        ConnectionItem.add(ana.id, Connection(f"{name}-{ana.id}", time()))
    fields = {"client_id": str(uuid4()), "body": "hello"}
    ana.client.post(
        f"/api/v1/conversations/{group}/messages",
        json.dumps(fields),
        content_type="application/json",
        HTTP_X_SOCKET=f"desk-{ana.id}",
    )
    assert [len(recorded.sent_to(f"{name}-{ana.id}")) for name in ("desk", "phone")] == [0, 1]
