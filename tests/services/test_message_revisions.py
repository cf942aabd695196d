"""Edits, deletions, reactions and pins: their effects, permissions and costs, and that no crash hides one for good."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from chat.domain.errors import (
    Archived,
    EmptyMessage,
    MessageDeleted,
    MessageNotFound,
    NotAuthor,
    TooManyPins,
    TooManyReactions,
)
from chat.models.messages import MessageItem
from chat.models.reactions import ReactionItem
from chat.models.revisions import RevisionItem
from chat.models.versions import VersionItem
from chat.services import conversations, editing, inbox, messages, pins, reactions
from chat.services.access import load_member, load_message
from chat.services.sync import sync
from chatify.core.errors import Forbidden, Invalid
from tests.counting import count_calls
from tests.models.dense_log import Cut, once
from tests.reading import membership_in, read_message
from tests.recording import Record
from tests.services.conftest import MakeConversation, listen, say


def revs(conversation_id: str) -> list[tuple[int, str, int | None]]:
    return [
        (revision.rev, revision.kind, revision.seq) for revision in RevisionItem.page_after(conversation_id, 0, 1000)
    ]


def test_an_edit_keeps_the_earlier_version(make_conversation: MakeConversation, recorded: Record) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    say(ana, conversation_id, "one")
    listen(ben, "ben-edit")
    edited = editing.edit(*load_message(ana, conversation_id, 1), body="*two*")
    editing.edit(*load_message(ana, conversation_id, 1), body="three")
    assert (edited.body, edited.html) == ("*two*", "<p><em>two</em></p>")
    assert edited.edited_at is not None
    assert [version.body for version in editing.history(load_message(ben, conversation_id, 1)[1])] == ["*two*", "one"]
    frames = recorded.sent_to("ben-edit")
    assert [(frame["type"], frame["kind"], frame["rev"], frame["message"]["body"]) for frame in frames] == [
        ("message.revised", "edit", 1, "*two*"),
        ("message.revised", "edit", 2, "three"),
    ]
    assert revs(conversation_id) == [(1, "edit", 1), (2, "edit", 1)]


def test_an_edit_to_the_same_body_changes_nothing(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    say(ana, conversation_id, "one")
    assert editing.edit(*load_message(ana, conversation_id, 1), body="one").edited_at is None
    assert revs(conversation_id) == []


def test_only_the_author_edits_and_tombstones_and_system_messages_stay(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    say(ben, conversation_id)
    with pytest.raises(NotAuthor):
        editing.edit(*load_message(ana, conversation_id, 1), body="mine")
    with pytest.raises(MessageNotFound):
        editing.edit(*load_message(ana, conversation_id, 2), body="mine")
    with pytest.raises(EmptyMessage):
        editing.edit(*load_message(ben, conversation_id, 1), body=" ")
    editing.delete(*load_message(ben, conversation_id, 1))
    with pytest.raises(MessageDeleted):
        editing.edit(*load_message(ben, conversation_id, 1), body="again")
    conversations.change(load_member(ana, conversation_id), name="cellar")
    with pytest.raises(NotAuthor):
        editing.edit(*load_message(ana, conversation_id, 2), body="no line")
    with pytest.raises(Forbidden):
        editing.delete(*load_message(ana, conversation_id, 2))


def test_archived_messages_can_only_be_deleted(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    say(ben, conversation_id)
    conversations.change(load_member(ana, conversation_id), archived=True)
    for act in (
        lambda: editing.edit(*load_message(ben, conversation_id, 1), body="x"),
        lambda: reactions.react(*load_message(ben, conversation_id, 1), "👍"),
        lambda: pins.pin(*load_message(ben, conversation_id, 1)),
    ):
        with pytest.raises(Archived):
            act()
    editing.delete(*load_message(ben, conversation_id, 1))
    assert read_message(ana, conversation_id, 1).deleted, "authors can always delete their own messages"


def test_a_tombstone_keeps_its_seq_and_loses_its_content(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    client_id = say(ben, conversation_id, "*secret*").message.client_id
    editing.edit(*load_message(ben, conversation_id, 1), body="*secret 2*")
    reactions.react(*load_message(ana, conversation_id, 1), "👍")
    pins.pin(*load_message(ana, conversation_id, 1))
    editing.delete(*load_message(ana, conversation_id, 1))
    tombstone = read_message(ben, conversation_id, 1)
    assert (tombstone.deleted, tombstone.body, tombstone.html, tombstone.reactions, tombstone.pinned) == (
        True,
        "",
        None,
        (),
        False,
    )
    assert (tombstone.client_id, tombstone.author_id) == (client_id, ben.id)
    assert editing.history(load_message(ben, conversation_id, 1)[1]) == []
    assert VersionItem.newest(conversation_id, 1, 9) == []
    assert ReactionItem.page(conversation_id, 1, None, 9) == ([], None)
    assert pins.pinned(load_member(ben, conversation_id)) == []
    revs_before = revs(conversation_id)
    editing.delete(*load_message(ben, conversation_id, 1))
    assert revs(conversation_id) == revs_before, "deleting again changes nothing"
    assert say(ben, conversation_id, client_id=client_id, after=0).message.deleted, "a retry finds the tombstone"


def test_a_member_deletes_only_their_own(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    say(ana, conversation_id)
    with pytest.raises(Forbidden):
        editing.delete(*load_message(ben, conversation_id, 1))


def test_the_preview_shows_changes_of_the_last_message_only(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, _) = make_conversation(2)

    def preview() -> tuple[str, bool]:
        last = inbox.entry(ana, conversation_id).conversation.last_message
        assert last is not None
        return last.body, last.deleted

    say(ana, conversation_id, "one")
    say(ana, conversation_id, "two")
    editing.edit(*load_message(ana, conversation_id, 1), body="ONE")
    assert preview() == ("two", False)
    editing.edit(*load_message(ana, conversation_id, 2), body="TWO")
    assert preview() == ("TWO", False)
    editing.delete(*load_message(ana, conversation_id, 2))
    assert preview() == ("", True)
    say(ana, conversation_id, "three")
    assert preview() == ("three", False)


def test_a_reaction_counts_once_for_each_person(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    say(ana, conversation_id)
    for person in (ana, ana, ben):
        reactions.react(*load_message(person, conversation_id, 1), "👍")
    (reaction,) = read_message(ana, conversation_id, 1).reactions
    assert reaction == {"emoji": "👍", "count": 2, "user_ids": [ana.id, ben.id]}
    assert len(revs(conversation_id)) == 2
    reactions.take_back(*load_message(ana, conversation_id, 1), "👍")
    reactions.take_back(*load_message(ana, conversation_id, 1), "👍")
    reactions.take_back(*load_message(ana, conversation_id, 1), "🚲")
    assert read_message(ana, conversation_id, 1).reactions == ({"emoji": "👍", "count": 1, "user_ids": [ben.id]},)
    reactions.take_back(*load_message(ben, conversation_id, 1), "👍")
    assert read_message(ana, conversation_id, 1).reactions == ()
    assert len(revs(conversation_id)) == 4


def test_simultaneous_reactions_of_twenty_people_are_counted_exactly(make_conversation: MakeConversation) -> None:
    conversation_id, people = make_conversation(20)
    say(people[0], conversation_id)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda person: reactions.react(*load_message(person, conversation_id, 1), "👍"), people * 2))
    (reaction,) = read_message(people[0], conversation_id, 1).reactions
    assert (reaction["count"], set(reaction["user_ids"])) == (20, {person.id for person in people})
    assert [rev for rev, _, _ in revs(conversation_id)] == list(range(1, 21)), "one revision for each person"


def test_above_fifty_reactions_the_count_is_exact_and_own_reactions_are_listed(
    make_conversation: MakeConversation,
) -> None:
    conversation_id, people = make_conversation(3)
    say(people[0], conversation_id)
    reactions.react(*load_message(people[0], conversation_id, 1), "👍")
    crowd = [{"emoji": "👍", "count": 51, "user_ids": [people[0].id, *(f"x{n}" for n in range(49))]}]
    MessageItem(conversation_id, 1).update(actions=[MessageItem.reactions.set(crowd)])
    reactions.react(*load_message(people[1], conversation_id, 1), "👍")
    reactions.react(*load_message(people[1], conversation_id, 1), "👍")
    (reaction,) = messages.page(*membership_in(people[1], conversation_id)).results[0].reactions
    assert (reaction["count"], reaction["user_ids"][50]) == (52, people[1].id)
    reactions.take_back(*load_message(people[2], conversation_id, 1), "👍")
    reactions.take_back(*load_message(people[1], conversation_id, 1), "👍")
    (reaction,) = read_message(people[1], conversation_id, 1).reactions
    assert (reaction["count"], people[1].id in reaction["user_ids"]) == (51, False)


def test_a_message_takes_at_most_twenty_different_reactions(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    say(ana, conversation_id)
    for number in range(20):
        reactions.react(*load_message(ana, conversation_id, 1), chr(0x1F600 + number))
    with pytest.raises(TooManyReactions):
        reactions.react(*load_message(ana, conversation_id, 1), "🚲")
    with pytest.raises(Invalid):
        reactions.react(*load_message(ana, conversation_id, 1), "no emoji")
    rows, _ = reactions.page(load_message(ana, conversation_id, 1)[1], None, 100)
    assert len(rows) == 20
    first, cursor = reactions.page(load_message(ana, conversation_id, 1)[1], None, 15)
    rest, end = reactions.page(load_message(ana, conversation_id, 1)[1], cursor, 15)
    assert ([row.emoji for row in first + rest], end) == ([row.emoji for row in rows], None)


def test_pins_are_limited_to_fifty_and_listed_newest_first(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    for _ in range(51):
        say(ana, conversation_id)
    for seq in range(1, 51):
        pins.pin(*load_message(ben, conversation_id, seq))
    pins.pin(*load_message(ana, conversation_id, 1))
    with pytest.raises(TooManyPins):
        pins.pin(*load_message(ana, conversation_id, 51))
    pinned = pins.pinned(load_member(ana, conversation_id))
    assert [message.seq for message in pinned] == list(range(50, 0, -1))
    assert {message.pinned_by for message in pinned} == {ben.id}
    pins.unpin(*load_message(ana, conversation_id, 7))
    pins.pin(*load_message(ana, conversation_id, 51))
    assert [message.seq for message in pins.pinned(load_member(ana, conversation_id))][:2] == [51, 50]


def test_a_reply_quotes_the_present_state_of_its_message(make_conversation: MakeConversation, recorded: Record) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    say(ana, conversation_id, "x" * 200)
    listen(ana, "ana-reply")
    reply = say(ben, conversation_id, "yes", reply_to=1).message.reply
    assert reply is not None
    assert (reply.author_id, len(reply.body)) == (ana.id, 100)
    assert recorded.sent_to("ana-reply")[0]["message"]["reply"]["author_id"] == ana.id
    editing.delete(*load_message(ana, conversation_id, 1))
    for message in (
        messages.page(*membership_in(ben, conversation_id)).results[-1],
        messages.page(*membership_in(ben, conversation_id), limit=1).results[0],
        read_message(ben, conversation_id, 2),
    ):
        assert message.reply is not None
        assert (message.reply.body, message.reply.deleted) == ("", True)
    with pytest.raises(Invalid):
        say(ben, conversation_id, reply_to=99)


def test_sync_contains_missed_revisions(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    say(ana, conversation_id, "one")
    head = inbox.entry(ben, conversation_id).conversation.head
    editing.edit(*load_message(ana, conversation_id, 1), body="two")
    reactions.react(*load_message(ana, conversation_id, 1), "👍")
    conversations.change(load_member(ana, conversation_id), posting="owners")
    (missed,) = sync(ben, {conversation_id: head}).conversations
    revisions = [(row.rev, row.kind, row.message and row.message.body) for row in missed.revisions]
    assert revisions == [(1, "edit", "two"), (2, "reaction", "two"), (3, "settings", None)]
    assert missed.revisions[2].conversation is not None
    assert missed.revisions[0].conversation is None


@pytest.mark.parametrize("step", ["before-call", "after-call"])
@pytest.mark.parametrize("act", ["edit", "react", "pin", "delete"])
def test_a_crash_leaves_no_change_without_a_revision(act: str, step: str, make_conversation: MakeConversation) -> None:
    """If the process dies around its write, either nothing changes, or the next sync contains the change."""
    conversation_id, (ana, ben) = make_conversation(2)
    say(ana, conversation_id, "one")
    head = inbox.entry(ben, conversation_id).conversation.head
    acts: dict[str, Callable[[], Any]] = {
        "edit": lambda: editing.edit(*load_message(ana, conversation_id, 1), body="two"),
        "react": lambda: reactions.react(*load_message(ana, conversation_id, 1), "👍"),
        "pin": lambda: pins.pin(*load_message(ana, conversation_id, 1)),
        "delete": lambda: editing.delete(*load_message(ana, conversation_id, 1)),
    }

    def cut() -> None:
        raise Cut

    before = read_message(ben, conversation_id, 1)
    with suppress(Cut), once(f"{step}.dynamodb.TransactWriteItems", cut):
        acts[act]()
    after = read_message(ben, conversation_id, 1)
    revised_seqs = [row.seq for missed in sync(ben, {conversation_id: head}).conversations for row in missed.revisions]
    assert (after != before) == (step == "after-call"), "only a crash after the write leaves a change"
    assert revised_seqs == ([1] if after != before else [])
    acts[act]()
    assert len(revs(conversation_id)) == 1, "a retry makes one revision"
    assert load_member(ben, conversation_id).conversation.last_rev == 1


def test_a_lost_answer_retried_by_the_sdk_counts_once(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    say(ana, conversation_id)
    with once("needs-retry.dynamodb.TransactWriteItems", lambda: 0.0):
        reactions.react(*load_message(ana, conversation_id, 1), "👍")
    assert read_message(ana, conversation_id, 1).reactions[0]["count"] == 1
    assert len(revs(conversation_id)) == 1


def test_simultaneous_messages_and_revisions_keep_both_logs_dense(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    for _ in range(5):
        say(ana, conversation_id)

    def act(number: int) -> None:
        match number % 3:
            case 0:
                say(ben, conversation_id)
            case 1:
                editing.edit(*load_message(ana, conversation_id, number % 5 + 1), body=str(number))
            case 2:
                reactions.react(*load_message(ben, conversation_id, number % 5 + 1), "👍")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(act, range(30)))
    revisions = revs(conversation_id)
    assert [rev for rev, _, _ in revisions] == list(range(1, len(revisions) + 1))
    assert [message.seq for message in MessageItem.page_after(conversation_id, 0, 100)] == list(range(1, 16))
    conversation = load_member(ana, conversation_id).conversation
    assert (conversation.last_seq, conversation.last_rev) == (15, len(revisions))


def test_revisions_cost_three_calls_and_at_most_eight_write_units(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    say(ana, conversation_id, "one")
    say(ana, conversation_id, "two", after=1)
    listen(ben, "ben-cost")
    write_calls = ["BatchGetItem", "TransactWriteItems", "BatchGetItem"]
    acts: list[tuple[Callable[[], Any], list[str], int]] = [
        (lambda: editing.edit(*load_message(ana, conversation_id, 1), body="ONE"), write_calls, 8),
        (lambda: reactions.react(*load_message(ben, conversation_id, 1), "👍"), write_calls, 8),
        (lambda: reactions.take_back(*load_message(ben, conversation_id, 1), "👍"), write_calls, 8),
        (lambda: pins.pin(*load_message(ben, conversation_id, 1)), write_calls, 6),
        (lambda: editing.delete(*load_message(ana, conversation_id, 2)), [*write_calls, "Query", "Query"], 6),
        (lambda: editing.history(load_message(ana, conversation_id, 1)[1]), ["BatchGetItem", "Query"], 0),
        (lambda: pins.pinned(load_member(ana, conversation_id)), ["BatchGetItem", "BatchGetItem"], 0),
        (
            lambda: reactions.page(load_message(ana, conversation_id, 1)[1], None, 50),
            ["BatchGetItem", "Query"],
            0,
        ),
    ]
    for act, operations, wcu in acts:
        with count_calls() as calls:
            act()
        assert (calls.operations, calls.wcu) == (operations, wcu)
