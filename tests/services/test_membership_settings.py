from chat.services import inbox, membership_settings
from chat.services.access import load_member
from tests.counting import count_calls
from tests.recording import Record
from tests.services.conftest import MakeConversation, listen, say


def test_a_draft_is_pushed_to_the_members_own_devices_and_cleared_by_sending(
    make_conversation: MakeConversation, recorded: Record
) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    listen(ana, "ana-draft")
    listen(ben, "ben-draft")
    changed = membership_settings.change(
        load_member(ana, conversation_id), draft="half a thou", notify="mentions"
    ).membership
    assert changed is not None
    assert (changed.draft, changed.notify) == ("half a thou", "mentions")
    say(ana, conversation_id, "half a thought")
    updates = [frame["me"] for frame in recorded.sent_to("ana-draft") if frame["type"] == "conversation.mine"]
    assert [(me["draft"], me["notify"]) for me in updates] == [("half a thou", "mentions"), ("", "mentions")]
    assert [frame["type"] for frame in recorded.sent_to("ben-draft")] == ["message.created"]
    stored = inbox.entry(ana, conversation_id).membership
    assert stored is not None
    assert (stored.draft, stored.notify) == ("", "mentions")


def test_setting_the_same_values_again_writes_nothing(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    membership_settings.change(load_member(ana, conversation_id), draft="x")
    with count_calls() as calls:
        membership_settings.change(load_member(ana, conversation_id), draft="x", notify="all")
    assert calls.operations == ["BatchGetItem"]
    with count_calls() as calls:
        membership_settings.change(load_member(ana, conversation_id), draft="y")
    assert calls.operations == ["BatchGetItem", "UpdateItem", "BatchGetItem"]
