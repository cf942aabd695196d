"""A person in a conversation, and what is theirs there."""

from dataclasses import dataclass
from typing import Literal

from accounts.domain import Profile
from chat.domain.conversations import Conversation

Role = Literal["owner", "moderator", "member"]
Notify = Literal["all", "mentions", "none"]
DRAFT_MAX = 8_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    user_id: str
    conversation_id: str
    role: Role = "member"
    read_seq: int = 0
    notify: Notify = "all"
    draft: str = ""
    mentioned_at: frozenset[int] = frozenset()
    """Seqs that call this person; −seq where they called @all themselves."""
    peer_id: str | None = None
    """The other person of a direct conversation."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person inside a conversation. Holding one is the permission to act there, as far as their role allows."""

    person: Profile
    membership: Membership
    conversation: Conversation
    roster: frozenset[str]
    """The user ids of all members, the caller's among them."""
    owners: frozenset[str] = frozenset()

    @property
    def user_id(self) -> str:
        return self.person.id


def unread(conversation: Conversation, membership: Membership) -> int:
    """Messages not read yet; 0 where the last one is one's own, without a write for the sender."""
    last = conversation.last_message
    if last is not None and last.author_id == membership.user_id:
        return 0
    return max(0, conversation.last_seq - membership.read_seq)


def mentions(conversation: Conversation, membership: Membership) -> int:
    """Messages not read yet that call this person, by name or as one of all."""
    if unread(conversation, membership) == 0:
        return 0
    called = membership.mentioned_at | conversation.everybody_at
    return sum(seq > membership.read_seq and -seq not in called for seq in called)
