from dataclasses import replace
from typing import Any

import pytest

from accounts.domain import Profile
from chat.domain import response_size
from chat.domain.conversations import Head
from chat.domain.memberships import unread_count
from chat.services import conversations, inbox, members, read_state
from chat.services.access import load_member
from chat.services.sync import sync
from tests.recording import Record
from tests.services.conftest import MakeConversation, listen, say
from tests.services.test_sending import write_history


def cursor(user: Profile, conversation_id: str) -> Head:
    return inbox.entry(user, conversation_id).conversation.head


def test_sync_without_news_is_empty(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    result = sync(ana, {conversation_id: cursor(ana, conversation_id)})
    assert (result.conversations, result.joined, result.gone) == ([], [], [])


def test_sync_returns_missed_messages_and_revisions_in_order(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    head = cursor(ana, conversation_id)
    for word in ("one", "two"):
        say(ben, conversation_id, word)
    conversations.change(load_member(ana, conversation_id), name="cellar")
    (missed,) = sync(ana, {conversation_id: head}).conversations
    assert [message.seq for message in missed.messages] == [1, 2, 3]
    assert [(revision.rev, revision.kind) for revision in missed.revisions] == [(1, "settings")]
    assert (missed.head.seq, missed.head.rev, missed.more, missed.reset) == (3, 1, False, False)


def test_sync_with_another_epoch_resets(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    (missed,) = sync(ana, {conversation_id: Head("another", 5, 5)}).conversations
    assert (missed.reset, missed.messages, missed.revisions) == (True, [], [])


def test_sync_from_an_expired_revision_resets(make_conversation: MakeConversation) -> None:
    from chat.models.revisions import RevisionItem

    conversation_id, (ana, _) = make_conversation(2)
    head = cursor(ana, conversation_id)
    conversations.change(load_member(ana, conversation_id), name="one")
    conversations.change(load_member(ana, conversation_id), name="two")
    RevisionItem(conversation_id, 1).delete()
    (missed,) = sync(ana, {conversation_id: replace(head, rev=0)}).conversations
    assert missed.reset


def test_sync_returns_at_most_a_hundred_messages(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    head = cursor(ana, conversation_id)
    write_history(conversation_id, ben, 1, 150)
    (missed,) = sync(ana, {conversation_id: head}).conversations
    assert (len(missed.messages), missed.more) == (100, True)
    (rest,) = sync(ana, {conversation_id: replace(head, seq=100)}).conversations
    assert ([rest.messages[0].seq, rest.messages[-1].seq], rest.more) == ([101, 150], False)


def test_sync_stays_below_the_response_limit_of_lambda(
    make_conversation: MakeConversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(response_size, "RESPONSE_MAX", 10)
    conversation_id, (ana, ben) = make_conversation(2)
    head = cursor(ana, conversation_id)
    for word in ("six...", "four", "more"):
        say(ben, conversation_id, word)
    (missed,) = sync(ana, {conversation_id: head}).conversations
    assert ([message.body for message in missed.messages], missed.more) == (["six...", "four"], True)


def test_sync_names_joined_and_left_conversations(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    result = sync(ben, {})
    assert [entry.conversation.id for entry in result.joined] == [conversation_id]
    members.remove(load_member(ana, conversation_id), ben.id)
    assert sync(ben, {conversation_id: Head("e", 0, 0), "nowhere": Head("e", 0, 0)}).gone == [
        conversation_id,
        "nowhere",
    ]


def test_unread_count_excludes_own_messages(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)

    def count(user: Profile) -> int:
        entry = inbox.entry(user, conversation_id)
        assert entry.membership is not None
        return unread_count(entry.conversation, entry.membership)

    say(ana, conversation_id)
    say(ana, conversation_id)
    assert (count(ana), count(ben)) == (0, 2)
    assert read_state.mark_read(load_member(ben, conversation_id), 99) == 2, "a seq beyond the end means the end"
    assert count(ben) == 0
    assert read_state.mark_read(load_member(ben, conversation_id), 1) == 2, "reading never moves back"
    assert read_state.mark_unread(load_member(ben, conversation_id), 2) == 1
    assert count(ben) == 1


def test_reading_is_pushed_to_the_readers_own_devices_only(
    make_conversation: MakeConversation, recorded: Record
) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    say(ana, conversation_id)
    listen(ben, "ben-tab")
    listen(ana, "ana-tab")
    read_state.mark_read(load_member(ben, conversation_id), 1)
    frame: dict[str, Any] = {
        "v": 1,
        "type": "read",
        "conversation_id": conversation_id,
        "user_id": ben.id,
        "seq": 1,
    }
    assert recorded.sent_to("ben-tab") == [frame]
    assert recorded.sent_to("ana-tab") == [], "nobody learns what others have read"
