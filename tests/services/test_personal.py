from collections.abc import Callable

from accounts.domain import Profile
from chat.services import inbox, membership_settings
from chat.services.access import load_member
from tests.counting import count_calls
from tests.recording import Record
from tests.services.conftest import listen, say

Room = Callable[..., tuple[str, list[Profile]]]


def test_a_draft_is_kept_told_to_ones_own_devices_and_gone_once_sent(room: Room, recorded: Record) -> None:
    conversation_id, (ana, ben) = room(2)
    listen(ana, "ana-draft")
    listen(ben, "ben-draft")
    kept = membership_settings.change(
        load_member(ana, conversation_id), draft="half a thou", notify="mentions"
    ).membership
    assert kept is not None
    assert (kept.draft, kept.notify) == ("half a thou", "mentions")
    say(ana, conversation_id, "half a thought")
    mine = [frame["me"] for frame in recorded.sent_to("ana-draft") if frame["type"] == "conversation.mine"]
    assert [(me["draft"], me["notify"]) for me in mine] == [("half a thou", "mentions"), ("", "mentions")]
    assert [frame["type"] for frame in recorded.sent_to("ben-draft")] == ["message.created"]
    held = inbox.entry(ana, conversation_id).membership
    assert held is not None
    assert (held.draft, held.notify) == ("", "mentions")


def test_what_is_the_same_already_writes_nothing(room: Room) -> None:
    conversation_id, (ana, _) = room(2)
    membership_settings.change(load_member(ana, conversation_id), draft="x")
    with count_calls() as calls:
        membership_settings.change(load_member(ana, conversation_id), draft="x", notify="all")
    assert calls.operations == ["BatchGetItem"]
    with count_calls() as calls:
        membership_settings.change(load_member(ana, conversation_id), draft="y")
    assert calls.operations == ["BatchGetItem", "UpdateItem", "BatchGetItem"]
