"""Rooms made by the real services."""

from collections.abc import Callable
from time import monotonic, time
from typing import Any
from uuid import uuid4

import pytest

from accounts.domain import Profile
from chat.models.connections import Connection, ConnectionItem
from chat.services import conversations, messages, rules
from chat.services.access import load_member
from chat.services.messages import SendResult


@pytest.fixture(autouse=True)
def known_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process has just read the site's rules, and there are none: otherwise a send reads them first."""
    monkeypatch.setattr(rules._Cache, "rules", ())
    monkeypatch.setattr(rules._Cache, "valid_until", monotonic() + 3600)


@pytest.fixture
def room(embedded_aws: object, recorded: object, person: Callable[..., Profile]) -> Callable[..., Any]:
    """`room(25)` → (conversation id, its people); the first one owns it."""

    def make(size: int = 2, **fields: Any) -> tuple[str, list[Profile]]:
        people = [person() for _ in range(size)]
        fields = {"kind": "group", "name": "workshop", **fields}
        entry, _ = conversations.create(people[0], member_ids=[each.id for each in people[1:51]], **fields)
        return entry.conversation.id, people

    return make


def say(author: Profile, conversation_id: str, body: str = "hello", **fields: Any) -> SendResult:
    return messages.send(load_member(author, conversation_id), body=body, **{"client_id": str(uuid4()), **fields})


def listen(person: Profile, connection_id: str) -> None:
    """An open socket, whose frames `recorded.sent_to(connection_id)` answers."""
    ConnectionItem.opened(person.id, Connection(connection_id, int(time())))
