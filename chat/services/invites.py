"""Invitations: made and revoked by owners and moderators, accepted by whoever holds the code."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from secrets import token_urlsafe

from accounts.domain import Profile
from accounts.models.profiles import ProfileItem
from chat.domain.conversations import Conversation
from chat.domain.errors import ConversationNotFound, InviteNotFound, NotForDirect, TooManyInvites
from chat.domain.invites import LIFETIME, OPEN_MAX, Invite
from chat.models.conversations import ConversationItem
from chat.models.invites import InviteItem, invite_id
from chat.models.membership_transactions import MembershipMoved
from chat.services import access, inbox, members
from chat.services.inbox import Entry
from chatify.core.clock import now

ENTROPY = 16  # bytes


@dataclass(frozen=True, slots=True)
class Preview:
    conversation: Conversation
    invite: Invite
    host: Profile | None


def make(
    user: Profile, conversation_id: str, *, max_uses: int | None = None, lifetime: timedelta = LIFETIME
) -> tuple[str, Invite]:
    """The code, which nobody can read again, and the invitation. Raises `Forbidden`, `Archived`, `TooManyInvites`."""
    member = access.allowed(user.id, conversation_id, "invite")
    if member.conversation.kind == "direct":
        raise NotForDirect
    if len(InviteItem.open_of(conversation_id)) >= OPEN_MAX:
        raise TooManyInvites
    code, moment = token_urlsafe(ENTROPY), now()
    invite = Invite(
        id=invite_id(code),
        conversation_id=conversation_id,
        created_by=user.id,
        created_at=moment,
        expires_at=(moment + lifetime).replace(microsecond=0),  # as the store keeps a TTL
        max_uses=max_uses,
    )
    InviteItem.make(invite)
    return code, invite


def listed(user: Profile, conversation_id: str) -> list[Invite]:
    """Those that are open, the latest first. Raises `Forbidden`. A BatchGetItem, a Query, a BatchGetItem."""
    access.allowed(user.id, conversation_id, "remove")
    return InviteItem.open_of(conversation_id)


def revoke(user: Profile, conversation_id: str, code_or_id: str) -> None:
    """Raises `Forbidden`, `InviteNotFound`. A BatchGetItem, and one or two DeleteItems."""
    access.allowed(user.id, conversation_id, "remove")
    if not any(InviteItem.revoke(conversation_id, found) for found in (invite_id(code_or_id), code_or_id)):
        raise InviteNotFound


def preview(code: str) -> Preview:
    """What it leads into. Raises `InviteNotFound`. Three GetItems."""
    invite, conversation = _found(code)
    _check_open(invite)
    return Preview(conversation, invite, ProfileItem.profile(invite.created_by))


def accept(user: Profile, code: str) -> Entry:
    """Lets in and counts in one transaction, so that uses are exact.

    Who is inside already uses nothing up, and is let in though by now it is used up: they may be asking again because
    the first answer was lost. Raises `InviteNotFound`, `Archived`, `TooManyMembers`, `Contended`.
    """
    invite, conversation = _found(code)
    try:
        return inbox.of_member(access.member(user.id, conversation.id))
    except ConversationNotFound:
        _check_open(invite)
    try:
        return members.enter(user, conversation, beside=partial(InviteItem.use, invite=invite))
    except MembershipMoved:  # used up, revoked, or the same click twice: look again
        return accept(user, code)


def _found(code: str) -> tuple[Invite, Conversation]:
    invite = InviteItem.one(invite_id(code))
    item = ConversationItem.find(invite.conversation_id) if invite else None
    if invite is None or item is None:
        raise InviteNotFound
    return invite, item.to_conversation()


def _check_open(invite: Invite) -> None:
    if not invite.is_open(now()):
        raise InviteNotFound
