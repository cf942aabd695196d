"""Invitations: made and revoked by owners and moderators, accepted by whoever holds the code."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from secrets import token_urlsafe

from accounts.domain import Profile
from accounts.models.profiles import ProfileItem
from chat.domain import policies
from chat.domain.conversations import Conversation
from chat.domain.errors import ConversationNotFound, InviteNotFound, NotForDirect, TooManyInvites
from chat.domain.invites import LIFETIME, OPEN_MAX, Invite
from chat.domain.memberships import Member
from chat.models.conversations import ConversationItem
from chat.models.invites import InviteItem, invite_id
from chat.models.membership_transactions import MembershipMoved
from chat.services import access, inbox, members
from chat.services.inbox import InboxEntry
from chatify.core.clock import now

ENTROPY = 16  # bytes


@dataclass(frozen=True, slots=True)
class Preview:
    conversation: Conversation
    invite: Invite
    host: Profile | None


def make(member: Member, *, max_uses: int | None = None, lifetime: timedelta = LIFETIME) -> tuple[str, Invite]:
    """Create an invitation; return its code, which nobody can read again, and the invitation.

    A Query and a PutItem. Raises `Forbidden`, `Archived`, `NotForDirect`, `TooManyInvites`.
    """
    policies.check(member, "invite")
    conversation = member.conversation
    if conversation.kind == "direct":
        raise NotForDirect
    if len(InviteItem.open_of(conversation.id)) >= OPEN_MAX:
        raise TooManyInvites
    code, moment = token_urlsafe(ENTROPY), now()
    invite = Invite(
        id=invite_id(code),
        conversation_id=conversation.id,
        created_by=member.user_id,
        created_at=moment,
        expires_at=(moment + lifetime).replace(microsecond=0),  # The store keeps a TTL in whole seconds.
        max_uses=max_uses,
    )
    InviteItem.make(invite)
    return code, invite


def list_open(member: Member) -> list[Invite]:
    """Return the open invitations, the latest first. A Query and a BatchGetItem. Raises `Forbidden`."""
    policies.check(member, "remove")
    return InviteItem.open_of(member.conversation.id)


def revoke(member: Member, code_or_id: str) -> None:
    """Turn an invitation off. One or two DeleteItems. Raises `Forbidden`, `InviteNotFound`."""
    policies.check(member, "remove")
    candidates = (invite_id(code_or_id), code_or_id)
    if not any(InviteItem.revoke(member.conversation.id, candidate) for candidate in candidates):
        raise InviteNotFound


def preview(code: str) -> Preview:
    """Return what an invitation leads into. Three GetItems. Raises `InviteNotFound`."""
    invite, conversation = _find(code)
    _check_open(invite)
    return Preview(conversation, invite, ProfileItem.profile(invite.created_by))


def accept(person: Profile, code: str) -> InboxEntry:
    """Enter the conversation and count the use in one transaction, so that uses are exact.

    A member uses nothing up and gets in even when the invitation is used up by now: perhaps they ask again because
    the first answer was lost. Raises `InviteNotFound`, `Archived`, `TooManyMembers`, `Contended`.
    """
    invite, conversation = _find(code)
    try:
        return inbox.entry_of(access.load_member(person, conversation.id))
    except ConversationNotFound:
        _check_open(invite)
    try:
        return members.enter(person, conversation, extra_write=partial(InviteItem.use, invite=invite))
    except MembershipMoved:  # Used up, revoked, or the same click twice.
        return accept(person, code)


def _find(code: str) -> tuple[Invite, Conversation]:
    invite = InviteItem.find_invite(invite_id(code))
    item = ConversationItem.find(invite.conversation_id) if invite else None
    if invite is None or item is None:
        raise InviteNotFound
    return invite, item.to_conversation()


def _check_open(invite: Invite) -> None:
    if not invite.is_open(now()):
        raise InviteNotFound
