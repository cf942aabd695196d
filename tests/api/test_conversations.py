from typing import Any
from uuid import uuid4

import pytest

from tests.api.conftest import Caller


def test_a_new_group_is_answered_with_the_contracts_fields(ana: Caller, ben: Caller) -> None:
    answer = ana.post("conversations", kind="group", name="workshop", topic="Stands", member_ids=[ben.id])
    group = answer.json()
    assert answer.status_code == 201
    assert (group["kind"], group["public"], group["name"], group["topic"]) == ("group", False, "workshop", "Stands")
    assert (group["member_count"], group["last_seq"], group["last_rev"], group["last_message"]) == (2, 0, 0, None)
    assert group["me"] == {
        "role": "owner",
        "read_seq": 0,
        "unread": 0,
        "mentions": 0,
        "notify": "all",
        "draft": "",
    }
    assert ben.get(f"conversations/{group['id']}").json()["me"]["role"] == "member"


def test_a_direct_conversation_is_created_once(ana: Caller, ben: Caller) -> None:
    first = ana.post("conversations", kind="direct", member_ids=[ben.id])
    again = ben.post("conversations", kind="direct", member_ids=[ana.id])
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert first.json()["peer"]["handle"] == ben.profile.handle
    assert "email" not in first.json()["peer"]


def test_the_inbox_is_paged_most_recent_first(ana: Caller) -> None:
    ids = [ana.post("conversations", kind="group", name=str(index)).json()["id"] for index in range(3)]
    ana.say(ids[0])
    first = ana.get("conversations", limit=2).json()
    rest = ana.get("conversations", limit=2, cursor=first["next"]).json()
    assert [row["id"] for row in first["results"] + rest["results"]] == [ids[0], ids[2], ids[1]]
    assert rest["next"] is None
    assert first["results"][0]["last_message"]["body"] == "hello"


def test_a_public_channel_is_found_seen_by_outsiders_and_joined(ana: Caller, ben: Caller) -> None:
    name = f"channel {uuid4().hex}"
    channel = ana.post("conversations", kind="channel", public=True, name=name).json()["id"]
    ana.say(channel, "inside only")
    (row,) = ben.get("channels", prefix=name[:20]).json()["results"]
    assert (row["id"], row["me"], row["last_message"]) == (channel, None, None)
    shell = ben.get(f"conversations/{channel}").json()
    assert (shell["me"], shell["last_message"]) == (None, None)
    assert ben.get(f"conversations/{channel}/messages").status_code == 404
    joined = ben.post(f"conversations/{channel}/join")
    assert (joined.status_code, joined.json()["me"]["read_seq"], joined.json()["me"]["unread"]) == (200, 2, 0)
    assert ben.get(f"conversations/{channel}/messages").status_code == 200


def test_the_directory_is_paged_by_name(ana: Caller) -> None:
    stem = uuid4().hex
    channel_ids = [ana.post("conversations", kind="channel", name=f"{stem} {index}").json()["id"] for index in range(3)]
    first = ana.get("channels", prefix=stem, limit=2).json()
    rest = ana.get("channels", prefix=stem, limit=2, cursor=first["next"]).json()
    assert [row["id"] for row in first["results"] + rest["results"]] == channel_ids
    assert rest["next"] is None


def test_the_directory_is_rate_limited_as_search_is(ana: Caller, settings: Any) -> None:
    settings.LIMITS, settings.LIMITS_PER_ADDRESS_FACTOR = settings.LIMITS | {"search": (2, 60)}, 1
    assert [ana.get("channels").status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kind": "club"},
        {"kind": 7},
        {"kind": "direct"},
        {"kind": "direct", "member_ids": ["nobody"]},
        {"kind": "channel"},
        {"kind": "channel", "name": "x" * 81},
        {"kind": "channel", "name": 7},
        {"kind": "channel", "name": "nul\0"},
        {"kind": "channel", "name": "\ud800"},
        {"kind": "group", "name": "x", "topic": "x" * 251},
        {"kind": "group", "member_ids": "ana"},
        {"kind": "group", "member_ids": [{}]},
        {"kind": "group", "member_ids": ["x" * 129]},
        {"kind": "group", "public": "perhaps"},
    ],
)
def test_invalid_input_is_400_and_names_the_field(body: dict[str, Any], ana: Caller) -> None:
    answer = ana.post("conversations", **body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert answer.json()["fields"]


def test_unknown_fields_are_ignored(ana: Caller) -> None:
    group = ana.post("conversations", kind="group", name="x", id="mine", epoch="e", last_seq=9, member_count=9).json()
    assert (group["last_seq"], group["member_count"]) == (0, 1)
    assert group["id"] != "mine"


def test_every_address_of_a_foreign_conversation_is_the_same_404(stranger: Caller, ana: Caller, group: str) -> None:
    ana.say(group)

    def answers(conversation_id: str) -> list[Any]:
        address = f"conversations/{conversation_id}"
        called = [
            stranger.get(address),
            stranger.patch(address, name="mine"),
            stranger.post(f"{address}/archive"),
            stranger.post(f"{address}/join"),
            stranger.get(f"{address}/members"),
            stranger.post(f"{address}/members", user_ids=[stranger.id]),
            stranger.delete(f"{address}/members/me"),
            stranger.delete(f"{address}/members/{ana.id}"),
            stranger.get(f"{address}/messages"),
            stranger.get(f"{address}/messages/1"),
            stranger.say(conversation_id),
            stranger.put(f"{address}/read", seq=1),
            stranger.post(f"{address}/unread", seq=1),
            stranger.post(f"{address}/typing"),
        ]
        return [(answer.status_code, answer.content, sorted(answer.headers.items())) for answer in called]

    foreign, absent = answers(group), answers("nowhere")
    assert {status for status, _, _ in foreign} == {404}
    assert foreign == absent


def test_members_are_listed_added_and_removed(ana: Caller, ben: Caller, stranger: Caller, group: str) -> None:
    added = ana.post(f"conversations/{group}/members", user_ids=[stranger.id])
    assert [row["user"]["id"] for row in added.json()["results"]] == [stranger.id]
    listed = ben.get(f"conversations/{group}/members").json()["results"]
    assert {row["user"]["id"]: row["role"] for row in listed} == {
        ana.id: "owner",
        ben.id: "member",
        stranger.id: "member",
    }
    assert "email" not in listed[0]["user"]
    assert ben.delete(f"conversations/{group}/members/{stranger.id}").status_code == 403
    assert ana.delete(f"conversations/{group}/members/{stranger.id}").status_code == 204
    assert stranger.get(f"conversations/{group}").status_code == 404
    assert ana.delete(f"conversations/{group}/members/{stranger.id}").status_code == 404
    assert ana.delete(f"conversations/{group}/members/me").json()["code"] == "last_owner"
    assert ben.delete(f"conversations/{group}/members/me").status_code == 204
    assert ben.get("conversations").json()["results"] == []


def test_removing_a_groups_name_is_announced(ana: Caller, ben: Caller, group: str) -> None:
    assert ana.patch(f"conversations/{group}", name="").json()["name"] is None
    line = ben.get(f"conversations/{group}/messages").json()["results"][-1]
    assert line["body"] == f"{ana.profile.name} removed the name"
    assert line["event"] == {"action": "renamed", "name": None}


def test_owners_change_settings(ana: Caller, ben: Caller, group: str) -> None:
    assert ben.patch(f"conversations/{group}", name="mine").status_code == 403
    changed = ana.patch(f"conversations/{group}", name=" cellar ", posting="owners").json()
    assert (changed["name"], changed["posting"], changed["last_rev"]) == ("cellar", "owners", 2)
    assert ben.say(group).json()["code"] == "forbidden"
    assert ana.post(f"conversations/{group}/archive").json()["archived"] is True
    assert ana.say(group).status_code == 422
    assert ana.post(f"conversations/{group}/unarchive").json()["archived"] is False
    assert ana.say(group).status_code == 201
