"""Joining, adding, leaving, removing: each one transaction, then told to everybody concerned."""

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
from chat.domain.policies import Permission
from chat.models import membership_transactions
from chat.models.conversations import ConversationItem
from chat.models.membership_transactions import Beside, Change, MembershipMoved
from chat.models.memberships import MembershipItem
from chat.realtime.fan_out import deliver, deliver_each
from chat.services import access, blocks, inbox
from chat.services.inbox import Entry
from chat.services.notifications import tell
from chatify.core.clock import now
from chatify.core.dynamodb import batch_get
from chatify.core.errors import Invalid


@dataclass(frozen=True, slots=True)
class MemberRow:
    person: Profile
    role: Role


def join(user: Profile, conversation_id: str) -> Entry:
    """Into a public channel; being inside already changes nothing. Raises `ConversationNotFound`, `Archived`."""
    try:
        return inbox.of_member(access.member(user.id, conversation_id))
    except ConversationNotFound:
        conversation = access.public_channel(conversation_id)
    try:
        return enter(user, conversation)
    except MembershipMoved:  # the same click twice
        return inbox.of_member(access.member(user.id, conversation_id))


def enter(user: Profile, conversation: Conversation, *, beside: Beside | None = None) -> Entry:
    """Somebody who may come in does. `beside` stands or falls with it. Raises `Archived`, `MembershipMoved`."""
    if conversation.archived:
        raise Archived
    coming = Membership(user_id=user.id, conversation_id=conversation.id)
    line = _line(conversation, user, {"action": "joined"})
    changed = membership_transactions.commit(conversation, Change(joining=[coming], line=line, beside=beside))
    tell(changed, user)
    entered = _welcome([user.id], conversation.id)
    if user.id not in entered:  # and out again
        raise ConversationNotFound
    return entered[user.id]


def add(user: Profile, conversation_id: str, user_ids: Sequence[str]) -> list[MemberRow]:
    """A member brings people in; those inside already are passed over. Answers the rows of all that were named.

    Raises what `policies.check` raises, `Invalid`, `NotForDirect`, `TooManyMembers`.
    """
    member = access.allowed(user.id, conversation_id, "add")
    people = _addable(member.conversation, user_ids)
    coming = [person for person in people if person.id not in member.roster]
    blocks.check(user.id, [person.id for person in coming])
    if coming:
        facts = {"action": "added", "user_ids": [person.id for person in coming]}
        joining = [Membership(user_id=person.id, conversation_id=conversation_id) for person in coming]
        line = _line(member.conversation, user, facts, coming)
        try:
            changed = membership_transactions.commit(member.conversation, Change(joining=joining, line=line))
        except MembershipMoved:  # somebody else added one of them in between
            return add(user, conversation_id, user_ids)
        tell(changed, user)
        _welcome([person.id for person in coming], conversation_id)
    return _rows(conversation_id, people)


def leave(user: Profile, conversation_id: str) -> None:
    """Raises `ConversationNotFound`, `NotForDirect`, `LastOwner`."""
    member = access.member(user.id, conversation_id)
    line = _line(member.conversation, user, {"action": "left"})
    try:
        _part(member, user, member.membership, line)
    except MembershipMoved:  # gone already, or the other owner was quicker
        leave(user, conversation_id)


def remove(user: Profile, conversation_id: str, user_id: str) -> None:
    """An owner removes anybody, a moderator members. Raises `Forbidden`, `PersonNotFound`, `LastOwner`."""
    if user_id == user.id:
        return leave(user, conversation_id)
    member, their = _other(user, conversation_id, user_id, "remove")
    gone = ProfileItem.profile(user_id)
    if gone is None or their is None:
        raise PersonNotFound
    policies.check_removal(member.membership.role, their.role)
    facts = {"action": "removed", "user_ids": [user_id]}
    line = _line(member.conversation, user, facts, [gone])
    try:
        return _part(member, user, their, line)
    except MembershipMoved:  # gone already, or their role was changed
        return remove(user, conversation_id, user_id)


def assign(user: Profile, conversation_id: str, user_id: str, role: Role) -> MemberRow:
    """An owner makes somebody owner, moderator or member. The same role again changes nothing.

    One BatchGetItem, one transaction of 8 to 10 WCU. Raises `Forbidden`, `PersonNotFound`, `LastOwner`.
    """
    member, their = _other(user, conversation_id, user_id, "assign")
    person = ProfileItem.profile(user_id)
    if person is None or their is None:
        raise PersonNotFound
    if their.role == role:
        return MemberRow(person, role)
    stepping_down = their.role == "owner"
    if stepping_down and member.owners == {user_id}:
        raise LastOwner
    try:
        changed = membership_transactions.commit(
            member.conversation, Change(role=(their, role), owner_goes=stepping_down)
        )
    except MembershipMoved:  # they left, or another owner changed a role
        return assign(user, conversation_id, user_id, role)
    tell(changed, user)
    deliver(MembershipUpdated(replace(their, role=role)), [user_id])
    return MemberRow(person, role)


def page(user: Profile, conversation_id: str, cursor: str | None, limit: int) -> tuple[list[MemberRow], str | None]:
    """Members by id, after `cursor`, and the next cursor. Two BatchGetItems (a third above 50 rows)."""
    roster = sorted(access.member(user.id, conversation_id).roster)
    rest = [user_id for user_id in roster if user_id > (cursor or "")]
    ids = rest[:limit]
    people = ProfileItem.profiles(ids)
    rows = _rows(conversation_id, [people[user_id] for user_id in ids if user_id in people])
    return rows, ids[-1] if len(rest) > limit else None


def _other(user: Profile, conversation_id: str, user_id: str, act: Permission) -> tuple[Member, Membership | None]:
    """The caller, who may do this, and the one concerned."""
    wanted = [(user_id, conversation_id)] if user_id != user.id else []
    member, found = access.inside(user.id, conversation_id, (MembershipItem, wanted))
    policies.check(member, act)
    rows = {row.user_id: row.to_membership() for row in found[MembershipItem]}
    return member, rows.get(user_id)


def _part(member: Member, actor: Profile, gone: Membership, line: Draft | None) -> None:
    if member.conversation.kind == "direct":
        raise NotForDirect
    owner_goes = gone.role == "owner"
    if owner_goes and member.owners == {gone.user_id} and len(member.roster) > 1:
        raise LastOwner
    changed = membership_transactions.commit(
        member.conversation, Change(leaving=[gone.user_id], owner_goes=owner_goes, line=line)
    )
    tell(changed, actor)
    deliver(Left(member.conversation.id), [gone.user_id])


def _welcome(user_ids: Sequence[str], conversation_id: str) -> dict[str, Entry]:
    """What those see who are still inside, told to each. One BatchGetItem, however many they are, and connections."""
    keys = [(user_id, conversation_id) for user_id in user_ids]
    found = batch_get((MembershipItem, keys), (ConversationItem, [(conversation_id,)]))
    conversation = found[ConversationItem][0].to_conversation()
    memberships = {row.user_id: row.to_membership() for row in found[MembershipItem]}
    deliver_each({user_id: Joined(conversation, mine) for user_id, mine in memberships.items()})
    return {user_id: Entry(conversation, mine) for user_id, mine in memberships.items()}


def _addable(conversation: Conversation, user_ids: Sequence[str]) -> list[Profile]:
    if conversation.kind == "direct":
        raise NotForDirect
    if len(user_ids) > ADDED_AT_ONCE_MAX:
        raise Invalid({"user_ids": [f"Add at most {ADDED_AT_ONCE_MAX} people at once."]})
    found = ProfileItem.profiles(user_ids)
    if len(found) < len(set(user_ids)):
        raise Invalid({"user_ids": ["There’s no such person here."]})
    return [found[user_id] for user_id in dict.fromkeys(user_ids)]


def _rows(conversation_id: str, people: Sequence[Profile]) -> list[MemberRow]:
    if not people:
        return []
    items = batch_get((MembershipItem, [(person.id, conversation_id) for person in people]))[MembershipItem]
    roles = {item.user_id: item.to_membership().role for item in items}
    return [MemberRow(person, roles[person.id]) for person in people if person.id in roles]


def _line(
    conversation: Conversation, actor: Profile, facts: Mapping[str, object], whom: Sequence[Profile] = ()
) -> Draft | None:
    if conversation.member_count > ANNOUNCE_JOINS_UP_TO:
        return None
    body = system_messages.describe_event(facts, actor.name, [person.name for person in whom])
    return system_messages.compose_system_message(conversation.id, actor.id, body=body, event=facts, now=now())
