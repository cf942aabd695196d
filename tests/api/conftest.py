"""People who call the API, signed in by real session rows, since bearer tokens would need Cognito."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from accounts.domain import Profile
from chat.services import conversations, invites, members, messages
from chat.services.access import load_member
from chatify.core import clock
from tests.api.world import ROLES, World
from tests.described import DescribedClient


@dataclass(frozen=True)
class Caller:
    """A person and the client that is signed in as them: `ana.post("conversations", kind="group")`."""

    profile: Profile
    client: DescribedClient

    @property
    def id(self) -> str:
        return self.profile.id

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", query)

    def post(self, path: str, **body: Any) -> Any:
        return self.client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json")

    def put(self, path: str, **body: Any) -> Any:
        return self.client.put(f"/api/v1/{path}", json.dumps(body), content_type="application/json")

    def patch(self, path: str, **body: Any) -> Any:
        return self.client.patch(f"/api/v1/{path}", json.dumps(body), content_type="application/json")

    def delete(self, path: str) -> Any:
        return self.client.delete(f"/api/v1/{path}")

    def say(self, conversation_id: str, body: str = "hello", **fields: Any) -> Any:
        fields = {"client_id": str(uuid4()), **fields}
        return self.post(f"conversations/{conversation_id}/messages", body=body, **fields)


@pytest.fixture
def caller(embedded_aws: object, recorded: object, person: Any, api_client: Any) -> Callable[[], Caller]:
    def make(**fields: Any) -> Caller:
        profile = person(**fields)
        return Caller(profile, api_client(profile))

    return make


@pytest.fixture
def ana(caller: Callable[[], Caller]) -> Caller:
    return caller()


@pytest.fixture
def ben(caller: Callable[[], Caller]) -> Caller:
    return caller()


@pytest.fixture
def stranger(caller: Callable[[], Caller]) -> Caller:
    return caller()


@pytest.fixture
def group(ana: Caller, ben: Caller) -> str:
    """A private group of Ana, who owns it, and Ben."""
    answer = ana.post("conversations", kind="group", name="workshop", member_ids=[ben.id])
    assert answer.status_code == 201
    return str(answer.json()["id"])


@pytest.fixture
def world(embedded_aws: object, recorded: object, person: Any) -> Callable[..., World]:
    crowd = {role: person() for role in ROLES if role not in ("anonymous", "banned", "staff")}
    crowd["staff"] = person(groups={"admins"})
    crowd["banned"] = person(banned_until=clock.now() + timedelta(days=1))
    guest = person()

    def make(**fields: Any) -> World:
        author = person()
        inside = [author.id, *(crowd[role].id for role in ("member", "moderator", "banned"))]
        entry, _ = conversations.create(crowd["owner"], member_ids=inside, **{"kind": "group", **fields})
        conversation_id = entry.conversation.id
        members.assign(load_member(crowd["owner"], conversation_id), crowd["moderator"].id, "moderator")
        messages.send(
            load_member(author, conversation_id),
            body="by somebody else",
            client_id="2b2f8b3e-9d0c-4b55-9a34-5ac9a6a8b5d2",
            after=0,
        )
        code, invite = invites.make(load_member(crowd["owner"], conversation_id))
        places = {
            "conversation_id": conversation_id,
            "user_id": author.id,
            "seq": "1",
            "code": code,
            "emoji": quote("👍"),
        }
        return World(crowd, places | {"guest": guest.id, "session_id": "none", "invite": invite.id})

    return make
