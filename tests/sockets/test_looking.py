"""Coming, going, and what is on the screen, as a door tells them."""

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
from chat.sockets import close, disconnect, frame
from chat.sockets.inbound import Open, parse
from chatify.core.aws import client
from tests.recording import Record
from tests.sockets.conftest import SignedIn

pytestmark = pytest.mark.usefixtures("embedded_aws")


def presence(recorded: Record, connection_id: str) -> list[bool]:
    return [told["online"] for told in recorded.sent_to(connection_id) if told["type"] == "presence"]


def test_the_first_socket_and_the_last_are_told_to_whom_one_talks_with(
    ada: SignedIn, bob: SignedIn, signed_in: Callable[..., SignedIn], recorded: Record
) -> None:
    conversations.create(ada.profile, kind="direct", member_ids=[bob.id])
    bobs, strangers = bob.connect(), signed_in().connect()
    first, second = ada.connect(), ada.connect()
    assert presence(recorded, bobs) == [True]
    disconnect(first)
    disconnect(first)
    assert presence(recorded, bobs) == [True]
    close(second, "revoked")
    assert presence(recorded, bobs) == [True, False]
    assert presence(recorded, strangers) == []


def test_what_is_on_the_screen_is_kept_for_a_large_room_until_the_socket_ends(
    ada: SignedIn, bob: SignedIn, recorded: Record
) -> None:
    entry, _ = conversations.create(ada.profile, kind="group", name="Lunch", member_ids=[bob.id])
    room = entry.conversation.id
    adas = ada.connect()
    frame(adas, json.dumps({"type": "open", "conversation_id": room}))
    assert ViewerItem.of(room) == {}, "a small room tells everybody anyway"
    RosterItem(room).update(actions=[RosterItem.members.add({f"member-{number}" for number in range(200)})])
    frame(adas, json.dumps({"type": "open", "conversation_id": room}))
    assert set(ViewerItem.of(room)) == {ada.id}
    disconnect(adas)
    assert ViewerItem.of(room) == {}


@pytest.mark.parametrize("wrong", [7, "", "x" * 65, "ü", [], {}, True])
def test_what_is_no_conversation_is_ignored(wrong: object) -> None:
    assert parse(json.dumps({"type": "open", "conversation_id": wrong})) is None


def test_none_is_nothing_on_the_screen() -> None:
    assert parse('{"type": "open", "conversation_id": null}') == Open(None)
    assert parse('{"type": "open"}') is None


@pytest.mark.parametrize("code", ["ConditionalCheckFailedException", "AccessDeniedException"])
@pytest.mark.parametrize(
    "act", [lambda: SocketItem.views("c", "r"), lambda: ConnectionItem.hide("u", "c", hidden=True)]
)
def test_only_that_it_has_gone_is_passed_over(act: Callable[[], None], code: str) -> None:
    def refused(**_: object) -> None:
        raise ClientError({"Error": {"Code": code, "Message": ""}}, "UpdateItem")

    events = client("dynamodb").meta.events
    events.register_first("before-parameter-build.dynamodb.UpdateItem", refused)
    try:
        with nullcontext() if code.startswith("Conditional") else pytest.raises(UpdateError):
            act()
    finally:
        events.unregister("before-parameter-build.dynamodb.UpdateItem", refused)
