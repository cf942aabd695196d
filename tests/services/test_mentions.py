"""Mentions: who is mentioned, how mentions are counted for each member, and what they cost."""

from collections.abc import Callable

import pytest

from accounts.domain import Profile
from chat.domain.errors import TooManyMentions
from chat.domain.memberships import unread_mention_count
from chat.services import editing, inbox, members, read_state
from chat.services.access import load_member, load_message
from tests.counting import count_calls
from tests.models.dense_log import Cut, once
from tests.services.conftest import MakeConversation, say


def mention_count(person: Profile, conversation_id: str) -> int:
    entry = inbox.entry(person, conversation_id)
    assert entry.membership is not None
    return unread_mention_count(entry.conversation, entry.membership)


def test_only_members_are_mentioned_by_their_handles(
    make_conversation: MakeConversation, person: Callable[..., Profile]
) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    outsider = person()
    body = f"@{ben.handle.upper()}. @{outsider.handle} @nobody-here `@{ben.handle}` @{ana.handle} me@{ben.handle}"
    message = say(ana, conversation_id, body).message
    assert (message.mentions, message.mentions_all) == ((ben.id,), False), (
        "neither outsiders nor the author are mentioned"
    )
    assert message.html is not None
    assert message.html.count("data-user-id") == 2
    assert (mention_count(ben, conversation_id), mention_count(ana, conversation_id)) == (1, 0)


def test_a_mention_counts_until_it_is_read(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    for body in (f"@{ben.handle}", "nobody", f"@{ben.handle} again"):
        say(ana, conversation_id, body)
    assert mention_count(ben, conversation_id) == 2
    read_state.mark_read(load_member(ben, conversation_id), 2)
    assert mention_count(ben, conversation_id) == 1
    read_state.mark_read(load_member(ben, conversation_id), 3)
    assert mention_count(ben, conversation_id) == 0
    read_state.mark_unread(load_member(ben, conversation_id), 1)
    assert mention_count(ben, conversation_id) == 2, "a mention that is marked unread counts again"


def test_deleting_a_message_removes_its_mentions(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    say(ana, conversation_id, f"@{ben.handle}")
    say(ana, conversation_id, "@all")
    assert mention_count(ben, conversation_id) == 2
    editing.delete(*load_message(ana, conversation_id, 1))
    editing.delete(*load_message(ana, conversation_id, 2))
    assert mention_count(ben, conversation_id) == 0


def test_all_mentions_every_member_but_the_author(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben, tess) = make_conversation(3)
    message = say(ana, conversation_id, "@all look").message
    assert (set(message.mentions), message.mentions_all) == ({ben.id, tess.id}, True)
    say(ben, conversation_id, "seen")
    assert [mention_count(person, conversation_id) for person in (ana, ben, tess)] == [0, 0, 1]


def test_only_owners_and_moderators_mention_all_above_100_members(
    make_conversation: MakeConversation, person: Callable[..., Profile]
) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    for _ in range(2):
        members.add(load_member(ana, conversation_id), [person().id for _ in range(50)])
    assert not say(ben, conversation_id, "@all").message.mentions_all
    message = say(ana, conversation_id, "@all").message
    assert (message.mentions_all, message.mentions) == (True, ()), "the message must not carry 101 ids"
    assert mention_count(ben, conversation_id) == 1


def test_an_edit_updates_the_mentions(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    say(ana, conversation_id, "hello")
    assert editing.edit(*load_message(ana, conversation_id, 1), body=f"@{ben.handle}").mentions == (ben.id,)


@pytest.mark.parametrize("body", ["@ab " * 51, "@tess " * 1_000, " ".join(f"@u{number}" for number in range(1_000))])
def test_a_thousand_mentions_are_refused(body: str, make_conversation: MakeConversation) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    with pytest.raises(TooManyMentions):
        say(ana, conversation_id, body)


def test_mentions_are_counted_up_to_twenty(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    for _ in range(25):
        say(ana, conversation_id, "@all")
    assert mention_count(ben, conversation_id) == 20


def test_a_retry_after_a_crash_counts_a_mention_once(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)

    def cut() -> None:
        raise Cut

    fields = {"client_id": "8c3a8f4e-37ce-4b1c-8c8e-0a3fd3f1ffde", "after": 0}
    with pytest.raises(Cut), once("before-call.dynamodb.UpdateItem", cut):
        say(ana, conversation_id, f"@{ben.handle}", **fields)
    assert mention_count(ben, conversation_id) == 0
    say(ana, conversation_id, f"@{ben.handle}", **fields)
    say(ana, conversation_id, f"@{ben.handle}", **fields)
    assert mention_count(ben, conversation_id) == 1


def test_each_mentioned_member_costs_one_more_update(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben, tess) = make_conversation(3)
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
