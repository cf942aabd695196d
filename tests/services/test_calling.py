"""Mentions: who is called, how it is counted for each, and what it costs."""

from collections.abc import Callable

import pytest

from accounts.domain import Profile
from chat.domain.errors import TooManyMentions
from chat.domain.memberships import unread_mention_count
from chat.services import editing, inbox, members, read_state
from chat.services.access import load_member, load_message
from tests.counting import count_calls
from tests.models.dense_log import Cut, once
from tests.services.conftest import say

Room = Callable[..., tuple[str, list[Profile]]]


def called(person: Profile, conversation_id: str) -> int:
    entry = inbox.entry(person, conversation_id)
    assert entry.membership is not None
    return unread_mention_count(entry.conversation, entry.membership)


def test_members_are_found_by_handle_and_nobody_else(room: Room, person: Callable[..., Profile]) -> None:
    conversation_id, (ana, ben) = room(2)
    outsider = person()
    body = f"@{ben.handle.upper()}. @{outsider.handle} @nobody-here `@{ben.handle}` @{ana.handle} me@{ben.handle}"
    said = say(ana, conversation_id, body).message
    assert (said.mentions, said.mentions_all) == ((ben.id,), False), "neither strangers nor oneself"
    assert said.html is not None
    assert said.html.count("data-user-id") == 2
    assert (called(ben, conversation_id), called(ana, conversation_id)) == (1, 0)


def test_a_mention_counts_until_it_is_read(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
    for body in (f"@{ben.handle}", "nobody", f"@{ben.handle} again"):
        say(ana, conversation_id, body)
    assert called(ben, conversation_id) == 2
    read_state.mark_read(load_member(ben, conversation_id), 2)
    assert called(ben, conversation_id) == 1
    read_state.mark_read(load_member(ben, conversation_id), 3)
    assert called(ben, conversation_id) == 0
    read_state.mark_unread(load_member(ben, conversation_id), 1)
    assert called(ben, conversation_id) == 2, "marked unread, it calls again"


def test_a_deleted_mention_calls_nobody(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
    say(ana, conversation_id, f"@{ben.handle}")
    say(ana, conversation_id, "@all")
    assert called(ben, conversation_id) == 2
    editing.delete(*load_message(ana, conversation_id, 1))
    editing.delete(*load_message(ana, conversation_id, 2))
    assert called(ben, conversation_id) == 0


def test_all_calls_everybody_but_its_author(room: Room) -> None:
    conversation_id, (ana, ben, tess) = room(3)
    said = say(ana, conversation_id, "@all look").message
    assert (set(said.mentions), said.mentions_all) == ({ben.id, tess.id}, True)
    say(ben, conversation_id, "seen")
    assert [called(each, conversation_id) for each in (ana, ben, tess)] == [0, 0, 1]


def test_in_a_large_room_all_is_for_owners_and_moderators(room: Room, person: Callable[..., Profile]) -> None:
    conversation_id, (ana, ben) = room(2)
    for _ in range(2):
        members.add(load_member(ana, conversation_id), [person().id for _ in range(50)])
    assert not say(ben, conversation_id, "@all").message.mentions_all
    loud = say(ana, conversation_id, "@all").message
    assert (loud.mentions_all, loud.mentions) == (True, ()), "101 ids would cost more than the message"
    assert called(ben, conversation_id) == 1


def test_an_edit_shows_whom_it_names_now(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
    say(ana, conversation_id, "hello")
    assert editing.edit(*load_message(ana, conversation_id, 1), body=f"@{ben.handle}").mentions == (ben.id,)


@pytest.mark.parametrize("body", ["@ab " * 51, "@tess " * 1_000, " ".join(f"@u{number}" for number in range(1_000))])
def test_a_thousand_mentions_are_refused(body: str, room: Room) -> None:
    conversation_id, (ana, _) = room(2)
    with pytest.raises(TooManyMentions):
        say(ana, conversation_id, body)


def test_twenty_five_calls_to_all_count_twenty(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
    for _ in range(25):
        say(ana, conversation_id, "@all")
    assert called(ben, conversation_id) == 20


def test_a_retry_after_a_crash_counts_once(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)

    def cut() -> None:
        raise Cut

    fields = {"client_id": "8c3a8f4e-37ce-4b1c-8c8e-0a3fd3f1ffde", "after": 0}
    with pytest.raises(Cut), once("before-call.dynamodb.UpdateItem", cut):
        say(ana, conversation_id, f"@{ben.handle}", **fields)
    assert called(ben, conversation_id) == 0
    say(ana, conversation_id, f"@{ben.handle}", **fields)
    say(ana, conversation_id, f"@{ben.handle}", **fields)
    assert called(ben, conversation_id) == 1


def test_a_mention_is_one_call_more_and_all_two(room: Room) -> None:
    conversation_id, (ana, ben, tess) = room(3)
    say(ana, conversation_id)
    member, handles, send = ["BatchGetItem"], ["BatchGetItem"], ["PutItem", "BatchGetItem", "UpdateItem"]
    for after, body, reads, more in (
        (1, f"@{ben.handle}", member + handles, 1),
        (2, f"@{ben.handle} @{tess.handle}", member + handles, 2),
        (3, "@all", member, 2),
    ):
        with count_calls() as calls:
            say(ana, conversation_id, body, after=after)
        assert (calls.operations, calls.wcu) == ([*reads, *send, *["UpdateItem"] * more], 2 + more)
