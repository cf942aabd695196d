"""A person's conversations."""

from dataclasses import dataclass

from accounts.domain import Profile
from accounts.models.profiles import ProfileItem
from chat.domain.conversations import Conversation
from chat.domain.errors import ConversationNotFound
from chat.domain.memberships import Member, Membership
from chat.models.inbox import read_conversations_and_peers
from chat.models.memberships import MembershipItem
from chat.services import access
from chatify.core.clock import rfc3339


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """A conversation as one person sees it; `membership` is None for an outsider of a public channel."""

    conversation: Conversation
    membership: Membership | None
    peer: Profile | None = None
    """The other person of a direct conversation."""


def entries(user_id: str) -> list[InboxEntry]:
    """Return a person's conversations, most recently active first.

    One Query and one BatchGetItem per 100 conversations and people in them.
    """
    memberships = MembershipItem.of_person(user_id)
    if not memberships:
        return []
    conversations, peers = read_conversations_and_peers(memberships)
    inbox_entries = [
        InboxEntry(conversations[membership.conversation_id], membership, peers.get(membership.peer_id or ""))
        for membership in memberships
        if membership.conversation_id in conversations
    ]
    return sorted(inbox_entries, key=recency, reverse=True)


def entry(person: Profile, conversation_id: str) -> InboxEntry:
    """Return one conversation as a member sees it, or the shell of a public channel. Raises `ConversationNotFound`."""
    try:
        return entry_of(access.load_member(person, conversation_id))
    except ConversationNotFound:
        return channel_entry(conversation_id)


def channel_entry(conversation_id: str) -> InboxEntry:
    """Return a public channel as outsiders see it. One GetItem. Raises `ConversationNotFound`."""
    return InboxEntry(access.public_channel(conversation_id), None)


def entry_of(member: Member) -> InboxEntry:
    """Return the member's entry. One GetItem for a direct conversation, whose name is the other person's."""
    peer_id = member.membership.peer_id
    peer = ProfileItem.profile(peer_id) if peer_id else None
    return InboxEntry(member.conversation, member.membership, peer)


def recency(entry: InboxEntry) -> tuple[str, str]:
    """Return the key that the inbox is ordered by, descending; as texts, so that a cursor can hold it."""
    conversation = entry.conversation
    return rfc3339(conversation.last_activity or conversation.created_at), conversation.id
