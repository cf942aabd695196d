"""A person's conversations."""

from dataclasses import dataclass

from accounts.domain import Profile
from accounts.models.profiles import ProfileItem
from chat.domain.conversations import Conversation
from chat.domain.errors import ConversationNotFound
from chat.domain.memberships import Member, Membership
from chat.models.conversations import ConversationItem
from chat.models.memberships import MembershipItem
from chat.services import access
from chatify.core.clock import rfc3339
from chatify.core.dynamodb import batch_get


@dataclass(frozen=True, slots=True)
class Entry:
    """A conversation as one person sees it; `membership` is None for an outsider of a public channel."""

    conversation: Conversation
    membership: Membership | None
    peer: Profile | None = None
    """The other person of a direct conversation."""


def entries(user_id: str) -> list[Entry]:
    """Most recently active first. One Query and one BatchGetItem (per 100 conversations and people in them)."""
    memberships = MembershipItem.of_user(user_id)
    if not memberships:
        return []
    found = batch_get(
        (ConversationItem, [(membership.conversation_id,) for membership in memberships]),
        (ProfileItem, [(peer,) for peer in {membership.peer_id for membership in memberships} if peer]),
    )
    conversations = {row.conversation_id: row.to_conversation() for row in found[ConversationItem]}
    peers = {row.user_id: row.to_profile() for row in found[ProfileItem]}
    inbox = [
        Entry(conversations[membership.conversation_id], membership, peers.get(membership.peer_id or ""))
        for membership in memberships
        if membership.conversation_id in conversations
    ]
    return sorted(inbox, key=recency, reverse=True)


def entry(user_id: str, conversation_id: str) -> Entry:
    """One conversation: as a member sees it, or the shell of a public channel. Raises `ConversationNotFound`."""
    try:
        return of_member(access.member(user_id, conversation_id))
    except ConversationNotFound:
        return Entry(access.public_channel(conversation_id), None)


def of_member(member: Member) -> Entry:
    """A GetItem more where it is a direct conversation: its name is the other person's."""
    peer_id = member.membership.peer_id
    peer = ProfileItem.profile(peer_id) if peer_id else None
    return Entry(member.conversation, member.membership, peer)


def recency(entry: Entry) -> tuple[str, str]:
    """What the inbox is ordered by, descending; as texts, so that a cursor can hold it."""
    conversation = entry.conversation
    return rfc3339(conversation.last_activity or conversation.created_at), conversation.id
