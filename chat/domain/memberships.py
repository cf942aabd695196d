"""A person's membership of a conversation: role, read position, notification level, draft and mentions."""

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
    """The seqs of messages that mention this person, and −seq of each message in which they mentioned @all."""
    peer_id: str | None = None
    """The other person of a direct conversation."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person inside a conversation. Holding one is the permission to act there, as far as their role allows."""

    person: Profile
    membership: Membership
    conversation: Conversation
    roster: frozenset[str]
    """The user ids of all members, this one's among them."""
    owners: frozenset[str] = frozenset()

    @property
    def user_id(self) -> str:
        return self.person.id


def unread_count(conversation: Conversation, membership: Membership) -> int:
    """Count the unread messages. Zero if the last message is the person's own: sending then costs no extra write."""
    last = conversation.last_message
    if last is not None and last.author_id == membership.user_id:
        return 0
    return max(0, conversation.last_seq - membership.read_seq)


def unread_mention_count(conversation: Conversation, membership: Membership) -> int:
    """Count the unread messages that mention this person by name or with @all."""
    if unread_count(conversation, membership) == 0:
        return 0
    seqs = membership.mentioned_at | conversation.everybody_at
    return sum(seq > membership.read_seq and -seq not in seqs for seq in seqs)
