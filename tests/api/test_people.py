"""Roles and invitations over the API."""

from typing import Any

import pytest
from django.conf import settings as django_settings

from tests.api.conftest import Caller


def test_owners_assign_roles(ana: Caller, ben: Caller, stranger: Caller, group: str) -> None:
    path = f"conversations/{group}/members"
    assert ben.patch(f"{path}/me", role="owner").status_code == 403
    changed = ana.patch(f"{path}/{ben.id}", role="moderator")
    assert (changed.status_code, changed.json()["role"], changed.json()["user"]["id"]) == (200, "moderator", ben.id)
    assert ben.get(f"conversations/{group}").json()["me"]["role"] == "moderator"
    assert ana.patch(f"{path}/me", role="member").json()["code"] == "last_owner"
    assert ana.patch(f"{path}/{stranger.id}", role="member").status_code == 404
    assert stranger.patch(f"{path}/me", role="owner").status_code == 404
    for wrong in ({}, {"role": "king"}, {"role": 7}, {"role": None}):
        assert ana.patch(f"{path}/{ben.id}", **wrong).status_code == 400
    assert ana.patch(f"{path}/{ben.id}", role="owner").status_code == 200
    assert ana.delete(f"{path}/me").status_code == 204


def test_an_invitation_is_accepted_and_revoked(ana: Caller, stranger: Caller, group: str) -> None:
    answer = ana.post(f"conversations/{group}/invites", max_uses=2, expires_in=60)
    assert answer.status_code == 201
    invite = answer.json()
    assert invite["url"].endswith(f"/i/{invite['code']}")
    preview = stranger.get(f"invites/{invite['code']}").json()
    assert (preview["conversation"]["id"], preview["invited_by"]["id"]) == (group, ana.id)
    assert "last_message" not in preview["conversation"]
    assert stranger.get(f"conversations/{group}").status_code == 404, "looking is not joining"
    accepted = stranger.post(f"invites/{invite['code']}")
    assert (accepted.status_code, accepted.json()["me"]["role"]) == (200, "member")
    assert stranger.post(f"invites/{invite['code']}").status_code == 200
    (listed,) = ana.get(f"conversations/{group}/invites").json()["results"]
    assert (listed["id"], listed["uses"], listed["max_uses"], "code" in listed) == (invite["id"], 1, 2, False)
    assert stranger.get(f"conversations/{group}/invites").status_code == 403
    assert ana.delete(f"conversations/{group}/invites/{invite['code']}").status_code == 204
    assert ana.delete(f"conversations/{group}/invites/{invite['id']}").status_code == 404
    assert stranger.get(f"invites/{invite['code']}").json()["code"] == "not_found"


@pytest.mark.parametrize(
    "body",
    [
        *({"max_uses": 0}, {"max_uses": 1001}, {"max_uses": "1"}, {"max_uses": True}),
        *({"expires_in": 0}, {"expires_in": 90 * 86400 + 1}, {"expires_in": 1.5}, {"expires_in": None}),
    ],
)
def test_bad_invitations_are_refused(body: dict[str, Any], ana: Caller, group: str) -> None:
    assert ana.post(f"conversations/{group}/invites", **body).json()["code"] == "invalid"


def test_invitations_are_rate_limited(ana: Caller, group: str, settings: Any) -> None:
    settings.LIMITS = {**django_settings.LIMITS, "invite": (2, 60)}
    answers = [ana.post(f"conversations/{group}/invites").status_code for _ in range(3)]
    assert answers == [201, 201, 429]


def test_blocking_closes_the_direct_conversation(ana: Caller, ben: Caller) -> None:
    direct = ana.post("conversations", kind="direct", member_ids=[ben.id]).json()["id"]
    for _ in range(2):
        assert ana.put(f"me/blocks/{ben.id}").status_code == 204
    listed = ana.get("me/blocks").json()
    assert ([row["id"] for row in listed["results"]], listed["next"]) == ([ben.id], None)
    assert "email" not in listed["results"][0]
    assert ben.get("me/blocks").json()["results"] == []
    for author in (ana, ben):
        refused = author.say(direct)
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert ana.put(f"me/blocks/{ana.id}").status_code == 400
    assert ana.put("me/blocks/nobody").status_code == 404
    for _ in range(2):
        assert ana.delete(f"me/blocks/{ben.id}").status_code == 204
    assert ben.say(direct).status_code == 201
