from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from accounts.domain import PersonNotFound, Profile
from chat.domain.conversations import Head
from chat.domain.errors import ConversationNotFound, LastOwner, NotForDirect
from chat.models.messages import MessageItem
from chat.models.revisions import RevisionItem
from chat.models.rosters import RosterItem
from chat.services import conversations, editing, inbox, members, messages
from chat.services.access import load_member, load_message
from chat.services.sync import sync
from chatify.core.errors import Forbidden, Invalid
from tests.counting import count_calls
from tests.models.dense_log import once
from tests.reading import membership_in, read_message
from tests.recording import Record
from tests.services.conftest import listen, say

Room = Callable[..., tuple[str, list[Profile]]]
Person = Callable[..., Profile]


@pytest.fixture
def channel(room: Room) -> Callable[[], tuple[str, Profile]]:
    def make() -> tuple[str, Profile]:
        conversation_id, people = room(1, kind="channel", public=True)
        return conversation_id, people[0]

    return make


def test_joining_is_told_and_read_from_its_line_on(channel: Callable[..., tuple[str, Profile]], person: Person) -> None:
    conversation_id, owner = channel()
    say(owner, conversation_id)
    tess = person(name="Tess")
    entry = members.join(tess, conversation_id)
    line = read_message(tess, conversation_id, 2)
    assert (line.kind, line.body, line.event) == ("system", "Tess joined", {"action": "joined"})
    assert entry.membership is not None
    assert entry.membership.read_seq == 2, "the line that tells of it is read"
    assert (entry.conversation.last_seq, entry.conversation.last_rev, entry.conversation.member_count) == (2, 1, 2)
    assert RevisionItem.page_after(conversation_id, 0, 10)[0].kind == "member"


def test_joining_twice_changes_nothing(channel: Callable[..., tuple[str, Profile]], person: Person) -> None:
    conversation_id, _ = channel()
    tess = person()
    members.join(tess, conversation_id)
    entry = members.join(tess, conversation_id)
    assert (entry.conversation.member_count, entry.conversation.last_seq) == (2, 1)


def test_twenty_people_join_and_write_at_once_and_both_logs_stay_dense(
    channel: Callable[..., tuple[str, Profile]], person: Person
) -> None:
    conversation_id, owner = channel()
    people = [person() for _ in range(10)]

    def act(index: int) -> None:
        if index % 2:
            say(owner, conversation_id)
        else:
            members.join(people[index // 2], conversation_id)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(act, range(20)))
    seqs = [message.seq for message in MessageItem.page_after(conversation_id, 0, 100)]
    revs = [revision.rev for revision in RevisionItem.page_after(conversation_id, 0, 100)]
    assert (seqs, revs) == (list(range(1, 21)), list(range(1, 11)))
    member = load_member(owner, conversation_id)
    assert len(member.roster) == member.conversation.member_count == 11


def test_a_private_channel_a_group_and_nothing_look_alike_from_outside(room: Room, person: Person) -> None:
    private, _ = room(1, kind="channel", public=False)
    group, _ = room(2)
    for conversation_id in (private, group, "nowhere"):
        with pytest.raises(ConversationNotFound):
            members.join(person(), conversation_id)
        with pytest.raises(ConversationNotFound):
            inbox.entry(person(), conversation_id)


def test_people_added_hear_of_it_and_see_the_room(room: Room, person: Person, recorded: Record) -> None:
    conversation_id, (ana, _) = room(2)
    tess = person()
    listen(tess, "tess-1")
    rows = members.add(load_member(ana, conversation_id), [tess.id])
    assert [row.person.id for row in rows] == [tess.id]
    assert [frame["type"] for frame in recorded.sent_to("tess-1")] == [
        "message.created",
        "message.revised",
        "conversation.joined",
    ]
    assert inbox.entries(tess.id)[0].conversation.id == conversation_id


def test_many_are_added_by_as_few_calls_as_one(room: Room, person: Person) -> None:
    counted = []
    for many in (1, 12):
        conversation_id, (ana,) = room(1)
        coming = [person().id for _ in range(many)]
        with count_calls() as calls:
            assert len(members.add(load_member(ana, conversation_id), coming)) == many
        counted.append(calls.operations)
    assert counted[0] == counted[1]


def test_adding_nobody_or_a_stranger_is_refused(room: Room) -> None:
    conversation_id, (ana, _) = room(2)
    with pytest.raises(Invalid):
        members.add(load_member(ana, conversation_id), ["no-such-person"])


def test_a_member_leaves_and_loses_the_room_at_once(room: Room, recorded: Record) -> None:
    conversation_id, (ana, ben) = room(2)
    listen(ben, "ben-9")
    members.leave(load_member(ben, conversation_id))
    assert [frame["type"] for frame in recorded.sent_to("ben-9")] == ["conversation.left"]
    assert inbox.entries(ben.id) == []
    assert sync(ben, {conversation_id: Head("e", 0, 0)}).gone == [conversation_id]
    with pytest.raises(ConversationNotFound):
        members.leave(load_member(ben, conversation_id))
    assert RosterItem.member_ids(conversation_id) == {ana.id}


def test_the_last_owner_stays_while_others_are_there(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
    with pytest.raises(LastOwner):
        members.leave(load_member(ana, conversation_id))
    members.leave(load_member(ben, conversation_id))
    members.leave(load_member(ana, conversation_id))
    assert RosterItem.member_ids(conversation_id) == frozenset()


def test_only_owners_remove_and_only_members_can_be_removed(room: Room, person: Person) -> None:
    conversation_id, (ana, ben) = room(2)
    with pytest.raises(Forbidden):
        members.remove(load_member(ben, conversation_id), ana.id)
    with pytest.raises(PersonNotFound):
        members.remove(load_member(ana, conversation_id), person().id)
    members.remove(load_member(ana, conversation_id), ben.id)
    assert RosterItem.member_ids(conversation_id) == {ana.id}


def test_a_direct_conversation_is_one_for_the_pair_whoever_opens_it(embedded_aws: object, person: Person) -> None:
    ana, ben = person(), person()
    first, created = conversations.create(ana, kind="direct", member_ids=[ben.id])
    again, created_again = conversations.create(ben, kind="direct", member_ids=[ana.id])
    assert (created, created_again) == (True, False)
    assert first.conversation.id == again.conversation.id
    assert (first.peer, again.peer) == (ben, ana)
    with pytest.raises(NotForDirect):
        members.leave(load_member(ana, first.conversation.id))


def test_the_same_direct_conversation_opened_at_once_by_both(embedded_aws: object, person: Person) -> None:
    ana, ben = person(), person()
    pairs = [(ana, ben), (ben, ana)] * 3
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda pair: conversations.create(pair[0], kind="direct", member_ids=[pair[1].id]), pairs))
    assert len({entry.conversation.id for entry, _ in made}) == 1
    assert sum(created for _, created in made) == 1


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": "direct"}, "member_ids"),
        ({"kind": "channel"}, "name"),
        ({"kind": "channel", "name": "  "}, "name"),
        ({"kind": "group", "public": True}, "public"),
        ({"kind": "group", "member_ids": ["nobody"]}, "member_ids"),
    ],
)
def test_what_a_new_conversation_needs(
    fields: dict[str, object], wrong: str, embedded_aws: object, person: Person
) -> None:
    with pytest.raises(Invalid) as refusal:
        conversations.create(person(), **fields)  # type: ignore[arg-type]
    assert list(refusal.value.fields) == [wrong]


def test_members_come_in_pages(room: Room) -> None:
    conversation_id, people = room(5)
    first, cursor = members.page(load_member(people[0], conversation_id), None, 3)
    rest, end = members.page(load_member(people[0], conversation_id), cursor, 3)
    assert sorted(row.person.id for row in first + rest) == sorted(person.id for person in people)
    assert (len(first), len(rest), end) == (3, 2, None)
    assert [row.role for row in first + rest].count("owner") == 1


def test_settings_are_changed_by_owners_and_told(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
    entry = conversations.change(load_member(ana, conversation_id), name="cellar", topic="Stands and tools")
    assert (entry.conversation.name, entry.conversation.topic) == ("cellar", "Stands and tools")
    lines = messages.page(*membership_in(ben, conversation_id)).results
    assert [line.event and line.event["action"] for line in lines] == ["renamed", "topic"]
    assert conversations.change(load_member(ana, conversation_id), name="cellar").conversation.last_seq == 2, (
        "nothing changed"
    )
    with pytest.raises(Forbidden):
        conversations.change(load_member(ben, conversation_id), name="mine")


def test_a_renamed_channel_is_found_by_its_new_name(channel: Callable[..., tuple[str, Profile]]) -> None:
    conversation_id, owner = channel()
    conversations.change(load_member(owner, conversation_id), name="Zwölf Räder")
    found, _ = conversations.directory("zwölf", None, 50)
    assert conversation_id in {entry.conversation.id for entry in found}
    conversations.change(load_member(owner, conversation_id), public=False)
    found, _ = conversations.directory("zwölf", None, 50)
    assert conversation_id not in {entry.conversation.id for entry in found}


def test_roles_are_handed_out_by_owners_and_told(room: Room, recorded: Record) -> None:
    conversation_id, (ana, ben, tess) = room(3)
    listen(ben, "ben-role")
    with pytest.raises(Forbidden):
        members.assign(load_member(ben, conversation_id), ben.id, "owner")
    assert members.assign(load_member(ana, conversation_id), ben.id, "moderator").role == "moderator"
    assert [frame["type"] for frame in recorded.sent_to("ben-role")] == ["message.revised", "conversation.mine"]
    assert recorded.sent_to("ben-role")[1]["me"]["role"] == "moderator"
    with pytest.raises(Forbidden):
        members.assign(load_member(ben, conversation_id), tess.id, "moderator")
    with pytest.raises(Forbidden):
        members.remove(load_member(ben, conversation_id), ana.id)
    members.remove(load_member(ben, conversation_id), tess.id)
    before = load_member(ana, conversation_id).conversation.last_rev
    members.assign(load_member(ana, conversation_id), ben.id, "moderator")
    assert load_member(ana, conversation_id).conversation.last_rev == before, "the same again is nothing"
    with pytest.raises(PersonNotFound):
        members.assign(load_member(ana, conversation_id), tess.id, "member")


def test_a_moderator_deletes_what_others_said_and_an_owner_s_too(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
    say(ana, conversation_id)
    members.assign(load_member(ana, conversation_id), ben.id, "moderator")
    editing.delete(*load_message(ben, conversation_id, 1))
    assert read_message(ana, conversation_id, 1).deleted


def test_ownership_is_handed_over_and_never_lost(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
    with pytest.raises(LastOwner):
        members.assign(load_member(ana, conversation_id), ana.id, "member")
    members.assign(load_member(ana, conversation_id), ben.id, "owner")
    members.leave(load_member(ana, conversation_id))
    assert load_member(ben, conversation_id).owners == {ben.id}


def test_who_is_alone_inside_stays_its_owner(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
    members.assign(load_member(ana, conversation_id), ben.id, "owner")

    def leave() -> None:
        members.leave(load_member(ben, conversation_id))

    with pytest.raises(LastOwner), once("before-call.dynamodb.TransactWriteItems", leave):
        step_down(ana, conversation_id)
    with pytest.raises(LastOwner):
        step_down(ana, conversation_id)
    assert load_member(ana, conversation_id).owners == {ana.id}
    members.leave(load_member(ana, conversation_id))


def test_two_owners_who_leave_or_step_down_at_once_leave_one_of_them(room: Room) -> None:
    for acts in ((leave, leave), (step_down, leave), (step_down, step_down)):
        conversation_id, (ana, ben, tess) = room(3)
        members.assign(load_member(ana, conversation_id), ben.id, "owner")
        other = acts[1]

        def at_once(conversation_id: str = conversation_id, ben: Profile = ben, other: Any = other) -> None:
            other(ben, conversation_id)

        with pytest.raises(LastOwner), once("before-call.dynamodb.TransactWriteItems", at_once):
            acts[0](ana, conversation_id)
        assert load_member(tess, conversation_id).owners == {ana.id}


def leave(owner: Profile, conversation_id: str) -> None:
    members.leave(load_member(owner, conversation_id))


def step_down(owner: Profile, conversation_id: str) -> None:
    members.assign(load_member(owner, conversation_id), owner.id, "member")
