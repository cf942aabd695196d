"""Conversations, messages and open sockets, made by the real services."""

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

MakeConversation = Callable[..., tuple[str, list[Profile]]]


@pytest.fixture(autouse=True)
def known_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cache the site's rules, of which there are none: otherwise a send reads them first."""
    monkeypatch.setattr(rules._Cache, "rules", ())
    monkeypatch.setattr(rules._Cache, "valid_until", monotonic() + 3600)


@pytest.fixture
def make_conversation(embedded_aws: object, recorded: object, person: Callable[..., Profile]) -> MakeConversation:
    """Return a callable: `make_conversation(25)` returns the conversation's id and its members, the owner first."""

    def make(size: int = 2, **fields: Any) -> tuple[str, list[Profile]]:
        people = [person() for _ in range(size)]
        fields = {"kind": "group", "name": "workshop", **fields}
        entry, _ = conversations.create(people[0], member_ids=[member.id for member in people[1:51]], **fields)
        return entry.conversation.id, people

    return make


def say(author: Profile, conversation_id: str, body: str = "hello", **fields: Any) -> SendResult:
    """Send a message as the author."""
    return messages.send(load_member(author, conversation_id), body=body, **{"client_id": str(uuid4()), **fields})


def listen(person: Profile, connection_id: str) -> None:
    """Open a socket. `recorded.sent_to(connection_id)` returns its frames."""
    ConnectionItem.add(person.id, Connection(connection_id, int(time())))
