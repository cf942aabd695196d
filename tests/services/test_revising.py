"""Edit, delete, react, pin: what they change, who may, what they cost, and that no crash hides one for good."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from accounts.domain import Profile
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
from tests.services.conftest import listen, say

Room = Callable[..., tuple[str, list[Profile]]]


def revs(conversation_id: str) -> list[tuple[int, str, int | None]]:
    return [(one.rev, one.kind, one.seq) for one in RevisionItem.page_after(conversation_id, 0, 1000)]


def test_an_edit_keeps_what_was_said_before(room: Room, recorded: Record) -> None:
    conversation_id, (ana, ben) = room(2)
    say(ana, conversation_id, "one")
    listen(ben, "ben-edit")
    said = editing.edit(*load_message(ana, conversation_id, 1), body="*two*")
    editing.edit(*load_message(ana, conversation_id, 1), body="three")
    assert (said.body, said.html) == ("*two*", "<p><em>two</em></p>")
    assert said.edited_at is not None
    assert [version.body for version in editing.history(load_message(ben, conversation_id, 1)[1])] == ["*two*", "one"]
    frames = recorded.sent_to("ben-edit")
    assert [(frame["type"], frame["kind"], frame["rev"], frame["message"]["body"]) for frame in frames] == [
        ("message.revised", "edit", 1, "*two*"),
        ("message.revised", "edit", 2, "three"),
    ]
    assert revs(conversation_id) == [(1, "edit", 1), (2, "edit", 1)]


def test_the_same_words_again_are_no_edit(room: Room) -> None:
    conversation_id, (ana, _) = room(2)
    say(ana, conversation_id, "one")
    assert editing.edit(*load_message(ana, conversation_id, 1), body="one").edited_at is None
    assert revs(conversation_id) == []


def test_only_its_author_edits_and_nobody_a_tombstone_or_a_system_line(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
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


def test_an_archive_is_not_edited(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
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
    assert read_message(ana, conversation_id, 1).deleted, "what is one’s own can always be taken back"


def test_a_tombstone_keeps_its_place_and_nothing_else(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
    client_id = say(ben, conversation_id, "*secret*").message.client_id
    editing.edit(*load_message(ben, conversation_id, 1), body="*secret 2*")
    reactions.react(*load_message(ana, conversation_id, 1), "👍")
    pins.pin(*load_message(ana, conversation_id, 1))
    editing.delete(*load_message(ana, conversation_id, 1))
    gone = read_message(ben, conversation_id, 1)
    assert (gone.deleted, gone.body, gone.html, gone.reactions, gone.pinned) == (True, "", None, (), False)
    assert (gone.client_id, gone.author_id) == (client_id, ben.id)
    assert editing.history(load_message(ben, conversation_id, 1)[1]) == []
    assert VersionItem.newest(conversation_id, 1, 9) == []
    assert ReactionItem.page(conversation_id, 1, None, 9) == ([], None)
    assert pins.pinned(load_member(ben, conversation_id)) == []
    last = revs(conversation_id)
    editing.delete(*load_message(ben, conversation_id, 1))
    assert revs(conversation_id) == last, "deleting again changes nothing"
    assert say(ben, conversation_id, client_id=client_id, after=0).message.deleted, "a retry finds the tombstone"


def test_a_member_deletes_only_their_own(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
    say(ana, conversation_id)
    with pytest.raises(Forbidden):
        editing.delete(*load_message(ben, conversation_id, 1))


def test_the_preview_follows_the_last_message_and_no_other(room: Room) -> None:
    conversation_id, (ana, _) = room(2)

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


def test_a_reaction_counts_once(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
    say(ana, conversation_id)
    for person in (ana, ana, ben):
        reactions.react(*load_message(person, conversation_id, 1), "👍")
    (held,) = read_message(ana, conversation_id, 1).reactions
    assert held == {"emoji": "👍", "count": 2, "user_ids": [ana.id, ben.id]}
    assert len(revs(conversation_id)) == 2
    reactions.take_back(*load_message(ana, conversation_id, 1), "👍")
    reactions.take_back(*load_message(ana, conversation_id, 1), "👍")
    reactions.take_back(*load_message(ana, conversation_id, 1), "🚲")
    assert read_message(ana, conversation_id, 1).reactions == ({"emoji": "👍", "count": 1, "user_ids": [ben.id]},)
    reactions.take_back(*load_message(ben, conversation_id, 1), "👍")
    assert read_message(ana, conversation_id, 1).reactions == ()
    assert len(revs(conversation_id)) == 4


def test_twenty_people_react_at_once_twice_each_and_are_counted_exactly(room: Room) -> None:
    conversation_id, people = room(20)
    say(people[0], conversation_id)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda person: reactions.react(*load_message(person, conversation_id, 1), "👍"), people * 2))
    (held,) = read_message(people[0], conversation_id, 1).reactions
    assert (held["count"], set(held["user_ids"])) == (20, {person.id for person in people})
    assert [rev for rev, _, _ in revs(conversation_id)] == list(range(1, 21)), "dense, one each"


def test_beyond_fifty_the_count_is_exact_and_everybody_knows_their_own(room: Room) -> None:
    conversation_id, people = room(3)
    say(people[0], conversation_id)
    reactions.react(*load_message(people[0], conversation_id, 1), "👍")
    crowd = [{"emoji": "👍", "count": 51, "user_ids": [people[0].id, *(f"x{n}" for n in range(49))]}]
    MessageItem(conversation_id, 1).update(actions=[MessageItem.reactions.set(crowd)])
    reactions.react(*load_message(people[1], conversation_id, 1), "👍")
    reactions.react(*load_message(people[1], conversation_id, 1), "👍")
    (held,) = messages.page(*membership_in(people[1], conversation_id)).results[0].reactions
    assert (held["count"], held["user_ids"][50]) == (52, people[1].id)
    reactions.take_back(*load_message(people[2], conversation_id, 1), "👍")
    reactions.take_back(*load_message(people[1], conversation_id, 1), "👍")
    (held,) = read_message(people[1], conversation_id, 1).reactions
    assert (held["count"], people[1].id in held["user_ids"]) == (51, False)


def test_twenty_different_reactions_are_enough(room: Room) -> None:
    conversation_id, (ana, _) = room(2)
    say(ana, conversation_id)
    for number in range(20):
        reactions.react(*load_message(ana, conversation_id, 1), chr(0x1F600 + number))
    with pytest.raises(TooManyReactions):
        reactions.react(*load_message(ana, conversation_id, 1), "🚲")
    with pytest.raises(Invalid):
        reactions.react(*load_message(ana, conversation_id, 1), "no emoji")
    found, _ = reactions.page(load_message(ana, conversation_id, 1)[1], None, 100)
    assert len(found) == 20
    first, cursor = reactions.page(load_message(ana, conversation_id, 1)[1], None, 15)
    rest, end = reactions.page(load_message(ana, conversation_id, 1)[1], cursor, 15)
    assert ([row.emoji for row in first + rest], end) == ([row.emoji for row in found], None)


def test_pins_are_listed_newest_first_and_bounded(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
    for _ in range(51):
        say(ana, conversation_id)
    for seq in range(1, 51):
        pins.pin(*load_message(ben, conversation_id, seq))
    pins.pin(*load_message(ana, conversation_id, 1))
    with pytest.raises(TooManyPins):
        pins.pin(*load_message(ana, conversation_id, 51))
    found = pins.pinned(load_member(ana, conversation_id))
    assert [message.seq for message in found] == list(range(50, 0, -1))
    assert {message.pinned_by for message in found} == {ben.id}
    pins.unpin(*load_message(ana, conversation_id, 7))
    pins.pin(*load_message(ana, conversation_id, 51))
    assert [message.seq for message in pins.pinned(load_member(ana, conversation_id))][:2] == [51, 50]


def test_a_reply_shows_what_it_answers_as_that_is_now(room: Room, recorded: Record) -> None:
    conversation_id, (ana, ben) = room(2)
    say(ana, conversation_id, "x" * 200)
    listen(ana, "ana-reply")
    reply = say(ben, conversation_id, "yes", reply_to=1).message.reply
    assert reply is not None
    assert (reply.author_id, len(reply.body)) == (ana.id, 100)
    assert recorded.sent_to("ana-reply")[0]["message"]["reply"]["author_id"] == ana.id
    editing.delete(*load_message(ana, conversation_id, 1))
    for found in (
        messages.page(*membership_in(ben, conversation_id)).results[-1],
        messages.page(*membership_in(ben, conversation_id), limit=1).results[0],
        read_message(ben, conversation_id, 2),
    ):
        assert found.reply is not None
        assert (found.reply.body, found.reply.deleted) == ("", True)
    with pytest.raises(Invalid):
        say(ben, conversation_id, reply_to=99)


def test_what_was_revised_while_away_is_in_sync(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
    say(ana, conversation_id, "one")
    held = inbox.entry(ben, conversation_id).conversation.head
    editing.edit(*load_message(ana, conversation_id, 1), body="two")
    reactions.react(*load_message(ana, conversation_id, 1), "👍")
    conversations.change(load_member(ana, conversation_id), posting="owners")
    (missed,) = sync(ben, {conversation_id: held}).conversations
    told = [(one.rev, one.kind, one.message and one.message.body) for one in missed.revisions]
    assert told == [(1, "edit", "two"), (2, "reaction", "two"), (3, "settings", None)]
    assert missed.revisions[2].conversation is not None
    assert missed.revisions[0].conversation is None


@pytest.mark.parametrize("step", ["before-call", "after-call"])
@pytest.mark.parametrize("act", ["edit", "react", "pin", "delete"])
def test_no_crash_leaves_a_change_that_the_log_does_not_tell(act: str, step: str, room: Room) -> None:
    """The process dies around its write: either nothing happened, or whoever syncs afterwards learns of it."""
    conversation_id, (ana, ben) = room(2)
    say(ana, conversation_id, "one")
    held = inbox.entry(ben, conversation_id).conversation.head
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
    told = [one.seq for missed in sync(ben, {conversation_id: held}).conversations for one in missed.revisions]
    assert (after != before) == (step == "after-call"), "the premise"
    assert told == ([1] if after != before else [])
    acts[act]()
    assert len(revs(conversation_id)) == 1, "a retry does it once"
    assert load_member(ben, conversation_id).conversation.last_rev == 1


def test_a_lost_answer_retried_by_the_sdk_counts_once(room: Room) -> None:
    conversation_id, (ana, _) = room(2)
    say(ana, conversation_id)
    with once("needs-retry.dynamodb.TransactWriteItems", lambda: 0.0):
        reactions.react(*load_message(ana, conversation_id, 1), "👍")
    assert read_message(ana, conversation_id, 1).reactions[0]["count"] == 1
    assert len(revs(conversation_id)) == 1


def test_writers_and_revisers_at_once_leave_both_logs_dense(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
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
    found = revs(conversation_id)
    assert [rev for rev, _, _ in found] == list(range(1, len(found) + 1))
    assert [one.seq for one in MessageItem.page_after(conversation_id, 0, 100)] == list(range(1, 16))
    conversation = load_member(ana, conversation_id).conversation
    assert (conversation.last_seq, conversation.last_rev) == (15, len(found))


def test_what_revisions_cost(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
    say(ana, conversation_id, "one")
    say(ana, conversation_id, "two", after=1)
    listen(ben, "ben-cost")
    three = ["BatchGetItem", "TransactWriteItems", "BatchGetItem"]
    acts: list[tuple[Callable[[], Any], list[str], int]] = [
        (lambda: editing.edit(*load_message(ana, conversation_id, 1), body="ONE"), three, 8),
        (lambda: reactions.react(*load_message(ben, conversation_id, 1), "👍"), three, 8),
        (lambda: reactions.take_back(*load_message(ben, conversation_id, 1), "👍"), three, 8),
        (lambda: pins.pin(*load_message(ben, conversation_id, 1)), three, 6),
        (lambda: editing.delete(*load_message(ana, conversation_id, 2)), [*three, "Query", "Query"], 6),
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
