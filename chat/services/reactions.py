"""Reactions to a message. Each person and emoji counts once, whatever is retried or done at the same time."""

from dataclasses import dataclass, replace

from accounts.domain import Profile
from accounts.models.profiles import ProfileItem
from chat.domain import policies
from chat.domain.conversations import Conversation
from chat.domain.emoji import normalize_emoji
from chat.domain.memberships import Member
from chat.domain.messages import Message, check_not_deleted
from chat.domain.reactions import add_reaction, is_certainly_absent, remove_reaction
from chat.models.message_revisions import RevisionRequest, revise
from chat.models.reactions import Reaction, ReactionItem
from chat.services.notifications import notify_revision


@dataclass(frozen=True, slots=True)
class ReactionRow:
    person: Profile
    emoji: str


def react(member: Member, message: Message, emoji: str) -> None:
    """Add the member's reaction; repeating changes nothing.

    Two DynamoDB calls: a transaction of 8 WCU, and connections. Raises `Invalid`, `TooManyReactions`,
    `MessageDeleted`, `Contended`, what `policies.check` raises.
    """
    emoji = normalize_emoji(emoji)

    def change(_: Conversation, current: Message) -> Message:
        check_not_deleted(current)
        reactions = add_reaction(current.reactions, emoji, member.user_id)
        return current if reactions is current.reactions else replace(current, reactions=reactions)

    _revise(member, message, RevisionRequest("reaction", change, _row(member, message, emoji).put))


def take_back(member: Member, message: Message, emoji: str) -> None:
    """Remove the member's reaction; one that is absent changes nothing. Costs and raises as `react`."""
    emoji = normalize_emoji(emoji)

    def change(_: Conversation, current: Message) -> Message:
        if is_certainly_absent(current.reactions, emoji, member.user_id):
            return current
        return replace(current, reactions=remove_reaction(current.reactions, emoji, member.user_id))

    _revise(member, message, RevisionRequest("reaction", change, _row(member, message, emoji).take_back))


def page(message: Message, cursor: str | None, limit: int) -> tuple[list[ReactionRow], str | None]:
    """Return who chose what, and the next cursor. A Query, and a BatchGetItem for the people."""
    if message.deleted or message.hidden:
        return [], None
    reactions, following = ReactionItem.page(message.conversation_id, message.seq, cursor, limit)
    people = ProfileItem.profiles(reaction.user_id for reaction in reactions)
    rows = [
        ReactionRow(people[reaction.user_id], reaction.emoji) for reaction in reactions if reaction.user_id in people
    ]
    return rows, following


def _row(member: Member, message: Message, emoji: str) -> ReactionItem:
    return ReactionItem.of(message.conversation_id, message.seq, Reaction(member.user_id, emoji))


def _revise(member: Member, message: Message, request: RevisionRequest) -> None:
    policies.check(member, "react")
    notify_revision(member, revise(member.conversation, message, request), "reaction")
