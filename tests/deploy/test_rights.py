"""What the small functions ask of the tables, seen while they do all that they do, is what their roles allow."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from accounts import triggers
from accounts.domain import Profile
from accounts.models.sessions import SessionItem
from accounts.models.site import SiteItem
from chat.domain.conversations import LARGE
from chat.models.connections import Connection, ConnectionItem
from chat.models.conversations import ConversationItem
from chat.models.messages import MessageItem
from chat.models.rosters import RosterItem
from chat.models.viewers import ViewerItem
from chat.services import conversations, messages, tickets
from chat.sockets import Handshake, connect, disconnect, frame
from chat.stream import consume
from chatify.clock import now
from chatify.dynamodb import client
from tests.accounts.test_triggers import event as trigger
from tests.deploy.template.parsed import APP, several, statements, text_of

pytestmark = pytest.mark.usefixtures("moto_tables")
Right = tuple[str, str]
"""An action, and a table's name in the template."""
OF_A_BATCH = {"BatchGetItem", "BatchWriteItem"}
OF_A_TRANSACTION = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}


@contextmanager
def used() -> Iterator[set[Right]]:
    found: set[Right] = set()

    def called(params: dict[str, Any], model: Any, **_: Any) -> None:
        found.update((action, _table(name)) for action, name in _parts(model.name, params))

    events = client("dynamodb").meta.events
    events.register("provide-client-params.dynamodb", called)
    try:
        yield found
    finally:
        events.unregister("provide-client-params.dynamodb", called)


def _parts(operation: str, params: dict[str, Any]) -> Iterator[Right]:
    if operation == "TransactWriteItems":
        for item in params["TransactItems"]:
            yield from ((OF_A_TRANSACTION[kind], one["TableName"]) for kind, one in item.items())
    else:
        names = params["RequestItems"] if operation in OF_A_BATCH else [params["TableName"]]
        yield from ((operation, name) for name in names)


def _table(name: str) -> str:
    return name.removeprefix("chatify-").title().replace("_", "")


def allowed(role: str) -> set[Right]:
    return {
        (action.removeprefix("dynamodb:"), table)
        for statement in statements(APP, role)
        for action in several(statement["Action"])
        for resource in several(statement["Resource"])
        for table in re.findall(r"(\w+)Table\b", text_of(resource))
    }


@pytest.fixture
def ada(person: Callable[..., Profile]) -> Profile:
    """Signed in, and last seen by a page an hour ago."""
    profile = person()
    before = now() - timedelta(hours=1)
    SessionItem(
        session_id="s",
        user_id=profile.id,
        epoch=profile.epoch,
        created_at=before,
        seen_at=before,
        expires_at=now() + timedelta(days=1),
    ).save()
    return profile


@pytest.fixture
def large(ada: Profile, person: Callable[..., Profile]) -> str:
    """A room so large that only who looks is told; another's socket that looks is gone."""
    reader = person()
    made, _ = conversations.create(ada, kind="channel", public=True, name="All", member_ids=[])
    room = made.conversation.id
    people = {f"member-{number}" for number in range(LARGE)} | {reader.id}
    RosterItem(room).update(actions=[RosterItem.members.add(people)])
    ConversationItem(room).update(actions=[ConversationItem.member_count.set(LARGE + 2)])
    gone = Connection("gone", now().timestamp() - 60)
    ConnectionItem.opened(reader.id, gone)
    ViewerItem.looks(room, gone, reader.id)
    return room


def say(**fields: object) -> None:
    frame("c", json.dumps(fields))


def test_the_sockets_function(ada: Profile, large: str, person: Callable[..., Profile], recorded: Any) -> None:
    recorded.gone.add("gone")
    friend = person()
    conversations.create(ada, kind="direct", member_ids=[friend.id])
    ticket = tickets.issue(ada.id, "s").ticket
    with used() as asked:
        connect(Handshake(connection_id="c", host="x", secure=True, ticket=ticket))
        say(type="ping", cursors={large: {"epoch": "e", "seq": 0, "rev": 0}})
        say(type="open", conversation_id=large)
        say(type="typing", conversation_id=large)
        say(type="hidden", hidden=True)
        disconnect("c")
    assert {("UpdateItem", "Sessions"), ("PutItem", "Viewers"), ("Query", "Blocks")} <= asked
    assert asked - allowed("SocketRole") == set()


def test_the_streams_function(ada: Profile, large: str, recorded: Any) -> None:
    recorded.gone.add("gone")
    sent = messages.send(ada, large, body="Hello", client_id="5a7c1f0e-0d56-4be1-9e1c-6d3a1c5b7f10").message
    ConversationItem(large).update(actions=[ConversationItem.pushed_seq.set(0)])
    [reader] = ViewerItem.of(large) or [ada.id]
    calling = {"mentions": {"S": json.dumps([reader])}}
    change = {
        "Keys": {"conversation_id": {"S": large}, "seq": {"N": str(sent.seq)}},
        "NewImage": MessageItem.get(large, sent.seq).serialize() | calling,
        "SequenceNumber": "1",
    }
    with used() as asked:
        assert consume([{"eventName": "INSERT", "dynamodb": change}]) == []
    assert {("Query", "Viewers"), ("UpdateItem", "Memberships")} <= asked
    assert asked - allowed("StreamRole") == set()


def test_the_triggers_function(ada: Profile, large: str, recorded: Any) -> None:
    recorded.gone.add("gone")
    SiteItem.change({"channels": [large]})
    with used() as asked:
        triggers.handler(trigger("post_confirmation_confirm_sign_up"), None)
    assert {("Query", "Viewers"), ("PutItem", "Revisions")} <= asked
    assert asked - allowed("CognitoRole") == set()
