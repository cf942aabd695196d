from collections.abc import Callable

import pytest

from accounts.domain import PersonNotFound, Profile
from chat.domain.errors import Blocked, TooManyBlocks
from chat.domain.memberships import unread_count
from chat.models.blocks import BlockItem
from chat.services import blocks, conversations, editing, inbox, members, messages, presence, reactions
from chat.services.access import load_member, load_message
from chatify.core.errors import Invalid
from tests.counting import count_calls
from tests.models.dense_log import once
from tests.reading import membership_in
from tests.recording import Record
from tests.services.conftest import MakeConversation, listen, say

Person = Callable[..., Profile]


@pytest.fixture
def pair(embedded_aws: object, recorded: Record, person: Person) -> tuple[Profile, Profile, str]:
    ana, ben = person(), person()
    entry, _ = conversations.create(ana, kind="direct", member_ids=[ben.id])
    return ana, ben, entry.conversation.id


def test_blocked_pair_cannot_write_and_keeps_its_messages(pair: tuple[Profile, Profile, str]) -> None:
    ana, ben, direct = pair
    say(ben, direct, "before")
    blocks.block(ana, ben.id)
    blocks.block(ana, ben.id)
    for act in (
        lambda: say(ana, direct),
        lambda: say(ben, direct),
        lambda: presence.notify_typing(load_member(ben, direct)),
        lambda: editing.edit(*load_message(ben, direct, 1), body="after"),
        lambda: reactions.react(*load_message(ben, direct, 1), "👍"),
    ):
        with pytest.raises(Blocked):
            act()
    assert [message.body for message in messages.page(*membership_in(ben, direct)).results] == ["before"]
    entry = inbox.entry(ana, direct)
    assert entry.membership is not None
    assert unread_count(entry.conversation, entry.membership) == 1
    blocks.unblock(ana, ben.id)
    assert say(ben, direct, "again").created


def test_mutual_block_lasts_until_both_unblock(pair: tuple[Profile, Profile, str]) -> None:
    ana, ben, direct = pair
    blocks.block(ana, ben.id)
    blocks.block(ben, ana.id)
    blocks.unblock(ana, ben.id)
    blocks.unblock(ana, ben.id)
    with pytest.raises(Blocked):
        say(ana, direct)
    assert (
        blocks.list_blocked(ana, None, 50)[0],
        [profile.id for profile in blocks.list_blocked(ben, None, 50)[0]],
    ) == (
        [],
        [ana.id],
    )
    blocks.unblock(ben, ana.id)
    assert say(ana, direct).created


def test_a_block_prevents_opening_a_direct_conversation_even_at_the_same_moment(
    embedded_aws: object, recorded: Record, person: Person
) -> None:
    ana, ben, tess = person(), person(), person()
    blocks.block(ana, ben.id)
    for opener, other in ((ana, ben), (ben, ana)):
        with pytest.raises(Blocked):
            conversations.create(opener, kind="direct", member_ids=[other.id])

    def block() -> None:
        blocks.block(tess, ana.id)

    with pytest.raises(Blocked), once("before-call.dynamodb.TransactWriteItems", block):
        conversations.create(ana, kind="direct", member_ids=[tess.id])


def test_a_conversation_that_is_opened_during_the_block_is_closed_too(
    embedded_aws: object, recorded: Record, person: Person
) -> None:
    ana, ben = person(), person()
    conversation_ids: list[str] = []

    def open_conversation() -> None:
        entry, _ = conversations.create(ben, kind="direct", member_ids=[ana.id])
        conversation_ids.append(entry.conversation.id)

    # The first try finds no conversation, which is opened just before the second try.
    with (
        once("after-call-error.dynamodb.TransactWriteItems", open_conversation),
        once("after-call.dynamodb.TransactWriteItems", open_conversation),
    ):
        blocks.block(ana, ben.id)
    assert conversation_ids, "the conversation was opened during the block"
    with pytest.raises(Blocked):
        say(ben, conversation_ids[0])


def test_blocked_people_cannot_add_each_other_but_write_in_shared_groups(
    make_conversation: MakeConversation, person: Person
) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    outsider = person()
    blocks.block(outsider, ana.id)
    with pytest.raises(Blocked):
        members.add(load_member(ana, conversation_id), [outsider.id])
    with pytest.raises(Blocked):
        conversations.create(ana, kind="group", name="x", member_ids=[ben.id, outsider.id])
    assert members.add(load_member(ben, conversation_id), [outsider.id])
    blocks.block(ana, ben.id)
    assert say(ben, conversation_id, "in the group").created


def test_blocked_people_get_no_presence_of_each_other(pair: tuple[Profile, Profile, str], recorded: Record) -> None:
    ana, ben, _ = pair
    listen(ana, "ana-there")
    listen(ben, "ben-there")
    assert presence.online([ben.id], ana.id) == {ben.id}
    presence.notify_online(ben.id)
    assert recorded.sent_to("ana-there")[-1] == {"v": 1, "type": "presence", "user_id": ben.id, "online": True}
    blocks.block(ana, ben.id)
    recorded.clear()
    presence.notify_offline(ben.id)
    presence.notify_online(ana.id)
    assert recorded.frames == []
    assert presence.online([ana.id, ben.id], ana.id) == {ana.id}
    assert presence.online([ana.id, ben.id], ben.id) == {ben.id}


def test_blocking_oneself_nobody_or_too_many_people_is_refused(
    pair: tuple[Profile, Profile, str], monkeypatch: pytest.MonkeyPatch, person: Person
) -> None:
    ana, ben, _ = pair
    with pytest.raises(Invalid):
        blocks.block(ana, ana.id)
    with pytest.raises(PersonNotFound):
        blocks.block(ana, "nobody")
    blocks.unblock(ana, "nobody")
    monkeypatch.setattr(blocks, "BLOCKS_MAX", 1)
    blocks.block(ana, ben.id)
    with pytest.raises(TooManyBlocks):
        blocks.block(ana, person().id)
    assert BlockItem.apart_from(ben.id) == {ana.id}


def test_presence_is_pushed_by_three_reads(embedded_aws: object, recorded: Record, person: Person) -> None:
    ana = person()
    peers = [person() for _ in range(3)]
    for peer in peers:
        conversations.create(ana, kind="direct", member_ids=[peer.id])
        listen(peer, f"peer-{peer.id}")
    recorded.clear()
    with count_calls() as calls:
        presence.notify_online(ana.id)
    assert calls.operations == ["Query", "Query", "BatchGetItem"]
    assert len(recorded.frames) == 3
