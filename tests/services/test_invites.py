from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from accounts.domain import Profile
from chat.domain.errors import Archived, InviteNotFound, NotForDirect, TooManyInvites
from chat.models.invites import InviteItem, invite_id
from chat.models.rosters import RosterItem
from chat.services import conversations, invites, members
from chat.services.access import load_member
from chat.services.inbox import InboxEntry
from chatify.core.errors import Forbidden
from tests.counting import count_calls
from tests.models.dense_log import once
from tests.services.conftest import MakeConversation

Person = Callable[..., Profile]


def test_an_invite_with_ten_uses_admits_exactly_ten_of_fifty_people(
    make_conversation: MakeConversation, person: Person
) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    code, invite = invites.make(load_member(ana, conversation_id), max_uses=10)
    guests = [person() for _ in range(50)]

    def accept(guest: Profile) -> InboxEntry | None:
        try:
            return invites.accept(guest, code)
        except InviteNotFound:
            return None

    with ThreadPoolExecutor(50) as pool:
        joined = [entry for entry in pool.map(accept, guests) if entry is not None]
    invite_item = InviteItem.find(invite.id)
    assert invite_item is not None
    assert (len(joined), invite_item.uses, len(RosterItem.member_ids(conversation_id))) == (10, 10, 12)


def test_accepting_an_invite_as_a_member_uses_nothing_up(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    code, invite = invites.make(load_member(ana, conversation_id), max_uses=1)
    assert invites.accept(ben, code).conversation.id == conversation_id
    (listed,) = invites.list_open(load_member(ana, conversation_id))
    assert (listed.id, listed.uses) == (invite.id, 0)


def test_accepting_again_succeeds_after_the_last_use(make_conversation: MakeConversation, person: Person) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    code, invite = invites.make(load_member(ana, conversation_id), max_uses=1)
    guest = person()
    assert invites.accept(guest, code) == invites.accept(guest, code)
    invite_item = InviteItem.find(invite.id)
    assert invite_item is not None
    assert invite_item.uses == 1
    with pytest.raises(InviteNotFound):
        invites.preview(code)


def test_wrong_expired_revoked_and_used_up_look_alike(make_conversation: MakeConversation, person: Person) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    used, _ = invites.make(load_member(ana, conversation_id), max_uses=1)
    invites.accept(person(), used)
    revoked, _ = invites.make(load_member(ana, conversation_id))
    invites.revoke(load_member(ana, conversation_id), revoked)
    by_id, invite = invites.make(load_member(ana, conversation_id))
    invites.revoke(load_member(ana, conversation_id), invite.id)
    expired, _ = invites.make(load_member(ana, conversation_id), lifetime=timedelta(seconds=-1))
    for code in (used, revoked, by_id, expired, "nothing", "", "\ud800"):
        with pytest.raises(InviteNotFound):
            invites.preview(code)
        with pytest.raises(InviteNotFound):
            invites.accept(person(), code)
    assert invites.list_open(load_member(ana, conversation_id)) == []


def test_an_invite_that_is_revoked_at_the_same_moment_admits_nobody(
    make_conversation: MakeConversation, person: Person
) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    code, _ = invites.make(load_member(ana, conversation_id))

    def revoke() -> None:
        invites.revoke(load_member(ana, conversation_id), code)

    with pytest.raises(InviteNotFound), once("before-call.dynamodb.TransactWriteItems", revoke):
        invites.accept(person(), code)
    assert RosterItem.member_ids(conversation_id) == {ana.id, ben.id}


def test_the_code_of_an_invite_is_not_stored(make_conversation: MakeConversation) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    code, invite = invites.make(load_member(ana, conversation_id))
    item = InviteItem.find(invite_id(code))
    assert item is not None
    assert code not in str(item.serialize())
    with pytest.raises(InviteNotFound):
        invites.preview(invite.id)


def test_only_owners_and_moderators_manage_invites(make_conversation: MakeConversation, person: Person) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    code, _ = invites.make(load_member(ana, conversation_id))
    for act in (
        lambda: invites.make(load_member(ben, conversation_id)),
        lambda: invites.list_open(load_member(ben, conversation_id)),
        lambda: invites.revoke(load_member(ben, conversation_id), code),
    ):
        with pytest.raises(Forbidden):
            act()
    members.assign(load_member(ana, conversation_id), ben.id, "moderator")
    invites.revoke(load_member(ben, conversation_id), code)
    other, (tess, _) = make_conversation(2)
    other_code, _ = invites.make(load_member(tess, other))
    with pytest.raises(InviteNotFound):
        invites.revoke(load_member(ana, conversation_id), other_code)
    assert invites.preview(other_code).conversation.id == other, "an invite of another conversation stays"


def test_invites_are_refused_for_direct_archived_and_too_many(
    make_conversation: MakeConversation, person: Person
) -> None:
    conversation_id, (ana, ben) = make_conversation(2)
    direct, _ = conversations.create(ana, kind="direct", member_ids=[ben.id])
    with pytest.raises((NotForDirect, Forbidden)):
        invites.make(load_member(ana, direct.conversation.id))
    code = ""
    for _ in range(50):
        code, _ = invites.make(load_member(ana, conversation_id))
    with pytest.raises(TooManyInvites):
        invites.make(load_member(ana, conversation_id))
    conversations.change(load_member(ana, conversation_id), archived=True)
    with pytest.raises(Archived):
        invites.accept(person(), code)


def test_accepting_an_invite_costs_one_transaction(make_conversation: MakeConversation, person: Person) -> None:
    conversation_id, (ana, _) = make_conversation(2)
    with count_calls() as calls:
        code, _ = invites.make(load_member(ana, conversation_id))
    assert calls.operations == ["BatchGetItem", "Query", "PutItem"]
    guest = person()
    with count_calls() as calls:
        invites.accept(guest, code)
    assert calls.writes == ["TransactWriteItems"]
    assert calls.wcu == 12
    assert load_member(guest, conversation_id).membership.role == "member"
