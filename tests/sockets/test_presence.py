"""Presence, and the conversation on the screen, as sockets report them."""

import json
from collections.abc import Callable
from contextlib import nullcontext

import pytest
from botocore.exceptions import ClientError
from pynamodb.exceptions import UpdateError

from chat.models.connections import ConnectionItem
from chat.models.rosters import RosterItem
from chat.models.sockets import SocketItem
from chat.models.viewers import ViewerItem
from chat.services import conversations
from chat.sockets import close, disconnect, handle_frame
from chat.sockets.inbound import Open, parse
from chatify.core.aws import client
from tests.recording import Record
from tests.sockets.conftest import SignedIn

pytestmark = pytest.mark.usefixtures("embedded_aws")


def presence_events(recorded: Record, connection_id: str) -> list[bool]:
    return [event["online"] for event in recorded.sent_to(connection_id) if event["type"] == "presence"]


def test_partners_learn_of_the_first_socket_and_of_the_last(
    ada: SignedIn, bob: SignedIn, signed_in: Callable[..., SignedIn], recorded: Record
) -> None:
    conversations.create(ada.profile, kind="direct", member_ids=[bob.id])
    bobs, strangers = bob.connect(), signed_in().connect()
    first, second = ada.connect(), ada.connect()
    assert presence_events(recorded, bobs) == [True]
    disconnect(first)
    disconnect(first)
    assert presence_events(recorded, bobs) == [True]
    close(second, "revoked")
    assert presence_events(recorded, bobs) == [True, False]
    assert presence_events(recorded, strangers) == []


def test_viewers_of_a_large_conversation_are_listed_until_their_socket_ends(
    ada: SignedIn, bob: SignedIn, recorded: Record
) -> None:
    entry, _ = conversations.create(ada.profile, kind="group", name="Lunch", member_ids=[bob.id])
    conversation_id = entry.conversation.id
    adas = ada.connect()
    handle_frame(adas, json.dumps({"type": "open", "conversation_id": conversation_id}))
    assert ViewerItem.of(conversation_id) == {}, "of a small conversation all members get events anyway"
    RosterItem(conversation_id).update(actions=[RosterItem.members.add({f"member-{number}" for number in range(200)})])
    handle_frame(adas, json.dumps({"type": "open", "conversation_id": conversation_id}))
    assert set(ViewerItem.of(conversation_id)) == {ada.id}
    disconnect(adas)
    assert ViewerItem.of(conversation_id) == {}


@pytest.mark.parametrize("wrong", [7, "", "x" * 65, "ü", [], {}, True])
def test_an_invalid_conversation_id_is_ignored(wrong: object) -> None:
    assert parse(json.dumps({"type": "open", "conversation_id": wrong})) is None


def test_null_means_that_no_conversation_is_on_the_screen() -> None:
    assert parse('{"type": "open", "conversation_id": null}') == Open(None)
    assert parse('{"type": "open"}') is None


@pytest.mark.parametrize("code", ["ConditionalCheckFailedException", "AccessDeniedException"])
@pytest.mark.parametrize(
    "act", [lambda: SocketItem.set_viewing("c", "r"), lambda: ConnectionItem.hide("u", "c", hidden=True)]
)
def test_only_a_missing_item_is_ignored(act: Callable[[], None], code: str) -> None:
    def refuse(**_: object) -> None:
        raise ClientError({"Error": {"Code": code, "Message": ""}}, "UpdateItem")

    events = client("dynamodb").meta.events
    events.register_first("before-parameter-build.dynamodb.UpdateItem", refuse)
    try:
        with nullcontext() if code.startswith("Conditional") else pytest.raises(UpdateError):
            act()
    finally:
        events.unregister("before-parameter-build.dynamodb.UpdateItem", refuse)
