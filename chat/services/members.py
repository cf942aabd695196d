"""Joining, adding, leaving, removing, and roles: one transaction each, then events to everybody concerned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from accounts.domain import PersonNotFound, Profile
from accounts.models.profiles import ProfileItem
from chat.domain import policies, system_messages
from chat.domain.conversations import ADDED_AT_ONCE_MAX, ANNOUNCE_JOINS_UP_TO, Conversation
from chat.domain.errors import Archived, ConversationNotFound, LastOwner, NotForDirect
from chat.domain.events import Joined, Left, MembershipUpdated
from chat.domain.memberships import Member, Membership, Role
from chat.domain.messages import Draft
from chat.models import membership_transactions
from chat.models.inbox import read_conversation_and_members
from chat.models.membership_transactions import Change, ExtraWrite, MembershipMoved
from chat.models.memberships import MembershipItem
from chat.realtime.fan_out import deliver, deliver_each
from chat.services import access, blocks, inbox
from chat.services.inbox import InboxEntry
from chat.services.notifications import notify_change
from chatify.core.clock import now
from chatify.core.errors import Invalid


@dataclass(frozen=True, slots=True)
class MemberRow:
    person: Profile
    role: Role


def join(person: Profile, conversation_id: str) -> InboxEntry:
    """Enter a public channel; a member stays one. Raises `ConversationNotFound`, `Archived`."""
    try:
        return inbox.entry_of(access.load_member(person, conversation_id))
    except ConversationNotFound:
        conversation = access.public_channel(conversation_id)
    try:
        return enter(person, conversation)
    except MembershipMoved:  # The same click came twice.
        return inbox.entry_of(access.load_member(person, conversation_id))


def enter(person: Profile, conversation: Conversation, *, extra_write: ExtraWrite | None = None) -> InboxEntry:
    """Make somebody a member who may come in. `extra_write` stands or falls with it.

    Raises `Archived`, `MembershipMoved`.
    """
    if conversation.archived:
        raise Archived
    joining = [Membership(user_id=person.id, conversation_id=conversation.id)]
    line = _line(conversation, person, {"action": "joined"})
    changed = membership_transactions.commit(conversation, Change(joining=joining, line=line, extra_write=extra_write))
    notify_change(changed, person)
    entries = _notify_joined([person.id], conversation.id)
    if person.id not in entries:  # Removed again in the meantime.
        raise ConversationNotFound
    return entries[person.id]


def add(member: Member, user_ids: Sequence[str]) -> list[MemberRow]:
    """Bring people in; those inside already are passed over. Return the rows of all that were named.

    Raises what `policies.check` raises, `Invalid`, `NotForDirect`, `TooManyMembers`.
    """
    policies.check(member, "add")
    conversation = member.conversation
    people = _addable(conversation, user_ids)
    newcomers = [person for person in people if person.id not in member.roster]
    blocks.check(member.user_id, [person.id for person in newcomers])
    if newcomers:
        facts = {"action": "added", "user_ids": [person.id for person in newcomers]}
        joining = [Membership(user_id=person.id, conversation_id=conversation.id) for person in newcomers]
        line = _line(conversation, member.person, facts, newcomers)
        try:
            changed = membership_transactions.commit(conversation, Change(joining=joining, line=line))
        except MembershipMoved:  # Somebody else added one of them in the meantime.
            return add(access.reload(member), user_ids)
        notify_change(changed, member.person)
        _notify_joined([person.id for person in newcomers], conversation.id)
    return _rows(conversation.id, people)


def leave(member: Member) -> None:
    """Leave the conversation. Raises `ConversationNotFound`, `NotForDirect`, `LastOwner`."""
    line = _line(member.conversation, member.person, {"action": "left"})
    try:
        _commit_departure(member, member.membership, line)
    except MembershipMoved:  # They are gone already, or the other owner was quicker.
        leave(access.reload(member))


def remove(member: Member, user_id: str) -> None:
    """Remove somebody: an owner anybody, a moderator members. Raises `Forbidden`, `PersonNotFound`, `LastOwner`."""
    if user_id == member.user_id:
        return leave(member)
    policies.check(member, "remove")
    person, membership = _other(member, user_id)
    policies.check_removal(member.membership.role, membership.role)
    facts = {"action": "removed", "user_ids": [user_id]}
    line = _line(member.conversation, member.person, facts, [person])
    try:
        return _commit_departure(member, membership, line)
    except MembershipMoved:  # They are gone already, or their role was changed.
        return remove(access.reload(member), user_id)


def assign(member: Member, user_id: str, role: Role) -> MemberRow:
    """Make somebody owner, moderator or member: for owners. The same role again changes nothing.

    One BatchGetItem, one GetItem, one transaction of 8 to 10 WCU. Raises `Forbidden`, `PersonNotFound`, `LastOwner`.
    """
    policies.check(member, "assign")
    person, membership = _other(member, user_id)
    if membership.role == role:
        return MemberRow(person, role)
    stepping_down = membership.role == "owner"
    if stepping_down and member.owners == {user_id}:
        raise LastOwner
    try:
        changed = membership_transactions.commit(
            member.conversation, Change(role=(membership, role), owner_goes=stepping_down)
        )
    except MembershipMoved:  # They left, or another owner changed a role.
        return assign(access.reload(member), user_id, role)
    notify_change(changed, member.person)
    deliver(MembershipUpdated(replace(membership, role=role)), [user_id])
    return MemberRow(person, role)


def page(member: Member, cursor: str | None, limit: int) -> tuple[list[MemberRow], str | None]:
    """Return members by id, after `cursor`, and the next cursor. Two BatchGetItems (three above 50 rows)."""
    rest = [user_id for user_id in sorted(member.roster) if user_id > (cursor or "")]
    ids = rest[:limit]
    people = ProfileItem.profiles(ids)
    rows = _rows(member.conversation.id, [people[user_id] for user_id in ids if user_id in people])
    return rows, ids[-1] if len(rest) > limit else None


def _other(member: Member, user_id: str) -> tuple[Profile, Membership]:
    """Return another member as a person and as a member; the caller's own where they name themselves.

    Raises `PersonNotFound`.
    """
    if user_id == member.user_id:
        return member.person, member.membership
    membership = MembershipItem.find_memberships([user_id], member.conversation.id).get(user_id)
    person = ProfileItem.profile(user_id)
    if person is None or membership is None:
        raise PersonNotFound
    return person, membership


def _commit_departure(member: Member, departing: Membership, line: Draft | None) -> None:
    if member.conversation.kind == "direct":
        raise NotForDirect
    owner_goes = departing.role == "owner"
    if owner_goes and member.owners == {departing.user_id} and len(member.roster) > 1:
        raise LastOwner
    changed = membership_transactions.commit(
        member.conversation, Change(leaving=[departing.user_id], owner_goes=owner_goes, line=line)
    )
    notify_change(changed, member.person)
    deliver(Left(member.conversation.id), [departing.user_id])


def _notify_joined(user_ids: Sequence[str], conversation_id: str) -> dict[str, InboxEntry]:
    """Tell those who are still inside what they see now. One BatchGetItem, however many they are, and connections."""
    conversation, memberships = read_conversation_and_members(conversation_id, user_ids)
    deliver_each({user_id: Joined(conversation, membership) for user_id, membership in memberships.items()})
    return {user_id: InboxEntry(conversation, membership) for user_id, membership in memberships.items()}


def _addable(conversation: Conversation, user_ids: Sequence[str]) -> list[Profile]:
    if conversation.kind == "direct":
        raise NotForDirect
    if len(user_ids) > ADDED_AT_ONCE_MAX:
        raise Invalid({"user_ids": [f"Add at most {ADDED_AT_ONCE_MAX} people at once."]})
    people = ProfileItem.profiles(user_ids)
    if len(people) < len(set(user_ids)):
        raise Invalid({"user_ids": ["There’s no such person here."]})
    return [people[user_id] for user_id in dict.fromkeys(user_ids)]


def _rows(conversation_id: str, people: Sequence[Profile]) -> list[MemberRow]:
    memberships = MembershipItem.find_memberships([person.id for person in people], conversation_id)
    return [MemberRow(person, memberships[person.id].role) for person in people if person.id in memberships]


def _line(
    conversation: Conversation, actor: Profile, facts: Mapping[str, object], whom: Sequence[Profile] = ()
) -> Draft | None:
    if conversation.member_count > ANNOUNCE_JOINS_UP_TO:
        return None
    body = system_messages.describe_event(facts, actor.name, [person.name for person in whom])
    return system_messages.compose_system_message(conversation.id, actor.id, body=body, event=facts, now=now())
