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

Room = Callable[..., tuple[str, list[Profile]]]
Person = Callable[..., Profile]


def test_fifty_people_accept_at_once_and_exactly_ten_come_in(room: Room, person: Person) -> None:
    conversation_id, (ana, _) = room(2)
    code, invite = invites.make(load_member(ana, conversation_id), max_uses=10)
    crowd = [person() for _ in range(50)]

    def come(guest: Profile) -> InboxEntry | None:
        try:
            return invites.accept(guest, code)
        except InviteNotFound:
            return None

    with ThreadPoolExecutor(50) as pool:
        inside = [entry for entry in pool.map(come, crowd) if entry is not None]
    found = InviteItem.find(invite.id)
    assert found is not None
    assert (len(inside), found.uses, len(RosterItem.member_ids(conversation_id))) == (10, 10, 12)


def test_who_is_inside_already_uses_nothing_up(room: Room) -> None:
    conversation_id, (ana, ben) = room(2)
    code, invite = invites.make(load_member(ana, conversation_id), max_uses=1)
    assert invites.accept(ben, code).conversation.id == conversation_id
    (listed,) = invites.listed(load_member(ana, conversation_id))
    assert (listed.id, listed.uses) == (invite.id, 0)


def test_a_lost_answer_is_asked_for_again_though_the_last_use_was_it(room: Room, person: Person) -> None:
    conversation_id, (ana, _) = room(2)
    code, invite = invites.make(load_member(ana, conversation_id), max_uses=1)
    guest = person()
    assert invites.accept(guest, code) == invites.accept(guest, code)
    found = InviteItem.find(invite.id)
    assert found is not None
    assert found.uses == 1
    with pytest.raises(InviteNotFound):
        invites.preview(code)


def test_wrong_expired_revoked_and_used_up_look_alike(room: Room, person: Person) -> None:
    conversation_id, (ana, _) = room(2)
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
    assert invites.listed(load_member(ana, conversation_id)) == []


def test_revoked_in_the_very_moment_it_lets_nobody_in(room: Room, person: Person) -> None:
    conversation_id, (ana, ben) = room(2)
    code, _ = invites.make(load_member(ana, conversation_id))

    def revoke() -> None:
        invites.revoke(load_member(ana, conversation_id), code)

    with pytest.raises(InviteNotFound), once("before-call.dynamodb.TransactWriteItems", revoke):
        invites.accept(person(), code)
    assert RosterItem.member_ids(conversation_id) == {ana.id, ben.id}


def test_the_code_is_not_kept(room: Room) -> None:
    conversation_id, (ana, _) = room(2)
    code, invite = invites.make(load_member(ana, conversation_id))
    item = InviteItem.find(invite_id(code))
    assert item is not None
    assert code not in str(item.serialize())
    with pytest.raises(InviteNotFound):
        invites.preview(invite.id)


def test_owners_and_moderators_invite_members_and_strangers_do_not(room: Room, person: Person) -> None:
    conversation_id, (ana, ben) = room(2)
    code, _ = invites.make(load_member(ana, conversation_id))
    for act in (
        lambda: invites.make(load_member(ben, conversation_id)),
        lambda: invites.listed(load_member(ben, conversation_id)),
        lambda: invites.revoke(load_member(ben, conversation_id), code),
    ):
        with pytest.raises(Forbidden):
            act()
    members.assign(load_member(ana, conversation_id), ben.id, "moderator")
    invites.revoke(load_member(ben, conversation_id), code)
    other, (tess, _) = room(2)
    kept, _ = invites.make(load_member(tess, other))
    with pytest.raises(InviteNotFound):
        invites.revoke(load_member(ana, conversation_id), kept)
    assert invites.preview(kept).conversation.id == other, "another room’s stays"


def test_neither_direct_nor_archived_nor_without_end(room: Room, person: Person) -> None:
    conversation_id, (ana, ben) = room(2)
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


def test_what_they_cost(room: Room, person: Person) -> None:
    conversation_id, (ana, _) = room(2)
    with count_calls() as calls:
        code, _ = invites.make(load_member(ana, conversation_id))
    assert calls.operations == ["BatchGetItem", "Query", "PutItem"]
    guest = person()
    with count_calls() as calls:
        invites.accept(guest, code)
    assert calls.writes == ["TransactWriteItems"]
    assert calls.wcu == 12
    assert load_member(guest, conversation_id).membership.role == "member"
