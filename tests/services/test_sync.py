from collections.abc import Callable
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
from tests.services.conftest import listen, say
from tests.services.test_sending import write_history

Room = Callable[..., tuple[str, list[Profile]]]


def cursor(user: Profile, conversation_id: str) -> Head:
    return inbox.entry(user, conversation_id).conversation.head


def test_nothing_new_is_an_empty_answer(room: Room) -> None:
    conversation_id, (ana, _) = room(2)
    answer = sync(ana, {conversation_id: cursor(ana, conversation_id)})
    assert (answer.conversations, answer.joined, answer.gone) == ([], [], [])


def test_what_was_missed_comes_in_order(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
    held = cursor(ana, conversation_id)
    for word in ("one", "two"):
        say(ben, conversation_id, word)
    conversations.change(load_member(ana, conversation_id), name="cellar")
    (missed,) = sync(ana, {conversation_id: held}).conversations
    assert [message.seq for message in missed.messages] == [1, 2, 3]
    assert [(revision.rev, revision.kind) for revision in missed.revisions] == [(1, "settings")]
    assert (missed.head.seq, missed.head.rev, missed.more, missed.reset) == (3, 1, False, False)


def test_another_epoch_resets(room: Room) -> None:
    conversation_id, (ana, _) = room(2)
    (missed,) = sync(ana, {conversation_id: Head("another", 5, 5)}).conversations
    assert (missed.reset, missed.messages, missed.revisions) == (True, [], [])


def test_a_revision_no_longer_kept_resets(room: Room) -> None:
    from chat.models.revisions import RevisionItem

    conversation_id, (ana, _) = room(2)
    held = cursor(ana, conversation_id)
    conversations.change(load_member(ana, conversation_id), name="one")
    conversations.change(load_member(ana, conversation_id), name="two")
    RevisionItem(conversation_id, 1).delete()
    (missed,) = sync(ana, {conversation_id: replace(held, rev=0)}).conversations
    assert missed.reset


def test_long_absences_come_in_pieces_of_a_hundred(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
    held = cursor(ana, conversation_id)
    write_history(conversation_id, ben, 1, 150)
    (missed,) = sync(ana, {conversation_id: held}).conversations
    assert (len(missed.messages), missed.more) == (100, True)
    (rest,) = sync(ana, {conversation_id: replace(held, seq=100)}).conversations
    assert ([rest.messages[0].seq, rest.messages[-1].seq], rest.more) == ([101, 150], False)


def test_an_answer_stays_below_what_lambda_may_return(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response_size, "RESPONSE_MAX", 10)
    conversation_id, (ana, ben) = room(2)
    held = cursor(ana, conversation_id)
    for word in ("six...", "four", "more"):
        say(ben, conversation_id, word)
    (missed,) = sync(ana, {conversation_id: held}).conversations
    assert ([message.body for message in missed.messages], missed.more) == (["six...", "four"], True)


def test_new_and_lost_conversations(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
    answer = sync(ben, {})
    assert [entry.conversation.id for entry in answer.joined] == [conversation_id]
    members.remove(load_member(ana, conversation_id), ben.id)
    assert sync(ben, {conversation_id: Head("e", 0, 0), "nowhere": Head("e", 0, 0)}).gone == [
        conversation_id,
        "nowhere",
    ]


def test_unread_counts_by_subtraction_and_one_s_own_message_is_no_news(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)

    def count(user: Profile) -> int:
        entry = inbox.entry(user, conversation_id)
        assert entry.membership is not None
        return unread_count(entry.conversation, entry.membership)

    say(ana, conversation_id)
    say(ana, conversation_id)
    assert (count(ana), count(ben)) == (0, 2)
    assert read_state.mark_read(load_member(ben, conversation_id), 99) == 2, "beyond the end: the end"
    assert count(ben) == 0
    assert read_state.mark_read(load_member(ben, conversation_id), 1) == 2, "never back"
    assert read_state.mark_unread(load_member(ben, conversation_id), 2) == 1
    assert count(ben) == 1


def test_one_s_other_devices_hear_of_reading(room: Room, recorded: Record) -> None:
    conversation_id, (ana, ben) = room(2)
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
    assert recorded.sent_to("ana-tab") == [], "what others have read is theirs"
