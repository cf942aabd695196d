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
from tests.services.conftest import MakeConversation, listen, say

Person = Callable[..., Profile]


@pytest.fixture
def channel(make_conversation: MakeConversation) -> Callable[[], tuple[str, Profile]]:
    def make() -> tuple[str, Profile]:
        conversation_id, people = make_conversation(1, kind="channel", public=True)
        return conversation_id, people[0]

    return make


def test_joining_adds_a_system_message_that_the_newcomer_has_read(
    channel: Callable[..., tuple[str, Profile]], person: Person
) -> None:
    conversation_id, owner = channel()
    say(owner, conversation_id)
    tess = person(name="Tess")
    entry = members.join(tess, conversation_id)
    system_message = read_message(tess, conversation_id, 2)
    assert (system_message.kind, system_message.body, system_message.event) == (
        "system",
        "Tess joined",
        {"action": "joined"},
    )
    assert entry.membership is not None
    assert entry.membership.read_seq == 2, "their own system message is read already"
    assert (entry.conversation.last_seq, entry.conversation.last_rev, entry.conversation.member_count) == (2, 1, 2)
    assert RevisionItem.page_after(conversation_id, 0, 10)[0].kind == "member"


def test_joining_twice_changes_nothing(channel: Callable[..., tuple[str, Profile]], person: Person) -> None:
    conversation_id, _ = channel()
    tess = person()
    members.join(tess, conversation_id)
    entry = members.join(tess, conversation_id)
    assert (entry.conversation.member_count, entry.conversation.last_seq) == (2, 1)


def test_simultaneous_joins_and_messages_keep_both_logs_dense(
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


def test_private_channels_groups_and_missing_ids_look_alike_to_outsiders(
    make_conversation: MakeConversation, person: Person
) -> None:
    private, _ = make_conversation(1, kind="channel", public=False)
    group, _ = make_conversation(2)
    for conversation_id in (private, group, "nowhere"):
        with pytest.raises(ConversationNotFound):
            members.join(person(), conversation_id)
        with pytest.raises(ConversationNotFound):
            inbox.entry(person(), conversation_id)


def test_added_people_get_pushes_and_see_the_conversation(
    make_conversation: MakeConversation, person: Person, recorded: Record
) -> None:
    conversation_id, (ana, _) = make_conversation(2)
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


def test_adding_twelve_people_costs_as_many_calls_as_adding_one(
    make_conversation: MakeConversation, person: Person
) -> None:
    operations_by_number = []
    for number in (1, 12):
        conversation_id, (ana,) = make_conversation(1)
        newcomer_ids = [person().id for _ in range(number)]
        with count_calls() as calls:
            assert len(members.add(load_member(ana, conversation_id), newcomer_ids)) == number
        operations_by_number.append(calls.operations)
    assert operations_by_number[0] == operations_by_number[1]


def test_adding_an_unknown_person_is_refused(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    with pytest.raises(Invalid):
        members.add(load_member(ana, conversation_id), ["no-such-person"])


def test_a_member_who_leaves_loses_access_immediately(make_conversation: MakeConversation, recorded: Record) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    listen(ben, "ben-9")
    members.leave(load_member(ben, conversation_id))
    assert [frame["type"] for frame in recorded.sent_to("ben-9")] == ["conversation.left"]
    assert inbox.entries(ben.id) == []
    assert sync(ben, {conversation_id: Head("e", 0, 0)}).gone == [conversation_id]
    with pytest.raises(ConversationNotFound):
        members.leave(load_member(ben, conversation_id))
    assert RosterItem.member_ids(conversation_id) == {ana.id}


def test_the_last_owner_can_only_leave_as_the_last_member(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    with pytest.raises(LastOwner):
        members.leave(load_member(ana, conversation_id))
    members.leave(load_member(ben, conversation_id))
    members.leave(load_member(ana, conversation_id))
    assert RosterItem.member_ids(conversation_id) == frozenset()


def test_only_owners_remove_and_only_members_can_be_removed(
    make_conversation: MakeConversation, person: Person
) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    with pytest.raises(Forbidden):
        members.remove(load_member(ben, conversation_id), ana.id)
    with pytest.raises(PersonNotFound):
        members.remove(load_member(ana, conversation_id), person().id)
    members.remove(load_member(ana, conversation_id), ben.id)
    assert RosterItem.member_ids(conversation_id) == {ana.id}


def test_a_pair_has_only_one_direct_conversation(embedded_aws: object, person: Person) -> None:
    ana, ben = person(), person()
    first, created = conversations.create(ana, kind="direct", member_ids=[ben.id])
    second, created_again = conversations.create(ben, kind="direct", member_ids=[ana.id])
    assert (created, created_again) == (True, False)
    assert first.conversation.id == second.conversation.id
    assert (first.peer, second.peer) == (ben, ana)
    with pytest.raises(NotForDirect):
        members.leave(load_member(ana, first.conversation.id))


def test_a_direct_conversation_opened_simultaneously_by_both_is_created_once(
    embedded_aws: object, person: Person
) -> None:
    ana, ben = person(), person()
    pairs = [(ana, ben), (ben, ana)] * 3
    with ThreadPoolExecutor(6) as pool:
        results = list(
            pool.map(lambda pair: conversations.create(pair[0], kind="direct", member_ids=[pair[1].id]), pairs)
        )
    assert len({entry.conversation.id for entry, _ in results}) == 1
    assert sum(created for _, created in results) == 1


@pytest.mark.parametrize(
    ("fields", "wrong_field"),
    [
        ({"kind": "direct"}, "member_ids"),
        ({"kind": "channel"}, "name"),
        ({"kind": "channel", "name": "  "}, "name"),
        ({"kind": "group", "public": True}, "public"),
        ({"kind": "group", "member_ids": ["nobody"]}, "member_ids"),
    ],
)
def test_a_new_conversation_with_invalid_fields_is_refused(
    fields: dict[str, object], wrong_field: str, embedded_aws: object, person: Person
) -> None:
    with pytest.raises(Invalid) as refusal:
        conversations.create(person(), **fields)  # type: ignore[arg-type]
    assert list(refusal.value.fields) == [wrong_field]


def test_members_are_listed_in_pages(make_conversation: MakeConversation) -> None:
    conversation_id, people = make_conversation(5)
    first, cursor = members.page(load_member(people[0], conversation_id), None, 3)
    rest, end = members.page(load_member(people[0], conversation_id), cursor, 3)
    assert sorted(row.person.id for row in first + rest) == sorted(person.id for person in people)
    assert (len(first), len(rest), end) == (3, 2, None)
    assert [row.role for row in first + rest].count("owner") == 1


def test_only_owners_change_settings_which_adds_system_messages(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    entry = conversations.change(load_member(ana, conversation_id), name="cellar", topic="Stands and tools")
    assert (entry.conversation.name, entry.conversation.topic) == ("cellar", "Stands and tools")
    system_messages = messages.page(*membership_in(ben, conversation_id)).results
    assert [message.event and message.event["action"] for message in system_messages] == ["renamed", "topic"]
    assert conversations.change(load_member(ana, conversation_id), name="cellar").conversation.last_seq == 2, (
        "nothing changed"
    )
    with pytest.raises(Forbidden):
        conversations.change(load_member(ben, conversation_id), name="mine")


def test_a_renamed_channel_is_found_by_its_new_name(channel: Callable[..., tuple[str, Profile]]) -> None:
    conversation_id, owner = channel()
    conversations.change(load_member(owner, conversation_id), name="Zwölf Räder")
    entries, _ = conversations.directory("zwölf", None, 50)
    assert conversation_id in {entry.conversation.id for entry in entries}
    conversations.change(load_member(owner, conversation_id), public=False)
    entries, _ = conversations.directory("zwölf", None, 50)
    assert conversation_id not in {entry.conversation.id for entry in entries}


def test_only_owners_assign_roles_which_is_pushed(make_conversation: MakeConversation, recorded: Record) -> None:
    conversation_id, (ana, ben, tess) = make_conversation(3)
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
    rev_before = load_member(ana, conversation_id).conversation.last_rev
    members.assign(load_member(ana, conversation_id), ben.id, "moderator")
    assert load_member(ana, conversation_id).conversation.last_rev == rev_before, (
        "assigning the same role again changes nothing"
    )
    with pytest.raises(PersonNotFound):
        members.assign(load_member(ana, conversation_id), tess.id, "member")


def test_a_moderator_deletes_messages_of_others_even_of_owners(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    say(ana, conversation_id)
    members.assign(load_member(ana, conversation_id), ben.id, "moderator")
    editing.delete(*load_message(ben, conversation_id, 1))
    assert read_message(ana, conversation_id, 1).deleted


def test_an_owner_leaves_only_after_handing_over_ownership(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    with pytest.raises(LastOwner):
        members.assign(load_member(ana, conversation_id), ana.id, "member")
    members.assign(load_member(ana, conversation_id), ben.id, "owner")
    members.leave(load_member(ana, conversation_id))
    assert load_member(ben, conversation_id).owners == {ben.id}


def test_the_only_member_stays_owner(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    members.assign(load_member(ana, conversation_id), ben.id, "owner")

    def leave() -> None:
        members.leave(load_member(ben, conversation_id))

    with pytest.raises(LastOwner), once("before-call.dynamodb.TransactWriteItems", leave):
        step_down(ana, conversation_id)
    with pytest.raises(LastOwner):
        step_down(ana, conversation_id)
    assert load_member(ana, conversation_id).owners == {ana.id}
    members.leave(load_member(ana, conversation_id))


def test_one_of_two_owners_who_leave_simultaneously_stays(make_conversation: MakeConversation) -> None:
    for acts in ((leave, leave), (step_down, leave), (step_down, step_down)):
        conversation_id, (ana, ben, tess) = make_conversation(3)
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
