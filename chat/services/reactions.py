"""Reacting to a message. Each person and emoji counts once, whatever is retried or done at once."""

from dataclasses import dataclass, replace

from accounts.domain import Profile
from accounts.models.profiles import ProfileItem
from chat.domain import policies
from chat.domain.conversations import Conversation
from chat.domain.emoji import normalize_emoji
from chat.domain.messages import Message, check_not_deleted
from chat.domain.reactions import add_reaction, is_certainly_absent, remove_reaction
from chat.models.message_revisions import Act, revise
from chat.models.reactions import Reaction, ReactionItem
from chat.services import access
from chat.services.notifications import tell_revised


@dataclass(frozen=True, slots=True)
class Row:
    person: Profile
    emoji: str


def react(user: Profile, conversation_id: str, seq: int, emoji: str) -> None:
    """Three DynamoDB calls: BatchGetItem, a transaction of 8 WCU, connections. Again changes nothing.

    Raises `Invalid`, `TooManyReactions`, `MessageDeleted`, what `policies.check` raises, `Contended`.
    """
    emoji = normalize_emoji(emoji)

    def change(_: Conversation, message: Message) -> Message:
        check_not_deleted(message)
        reactions = add_reaction(message.reactions, emoji, user.id)
        return message if reactions is message.reactions else replace(message, reactions=reactions)

    row = ReactionItem.of(conversation_id, seq, Reaction(user.id, emoji))
    _revise(user, conversation_id, seq, Act("reaction", change, row.put))


def take_back(user: Profile, conversation_id: str, seq: int, emoji: str) -> None:
    """Costs and raises as `react`. What was not there changes nothing."""
    emoji = normalize_emoji(emoji)

    def change(_: Conversation, message: Message) -> Message:
        if is_certainly_absent(message.reactions, emoji, user.id):
            return message
        return replace(message, reactions=remove_reaction(message.reactions, emoji, user.id))

    row = ReactionItem.of(conversation_id, seq, Reaction(user.id, emoji))
    _revise(user, conversation_id, seq, Act("reaction", change, row.take_back))


def page(user: Profile, conversation_id: str, seq: int, cursor: str | None, limit: int) -> tuple[list[Row], str | None]:
    """Who chose what, and the next cursor. A BatchGetItem, a Query, and a BatchGetItem for the people."""
    _, message, _ = access.at(user.id, conversation_id, seq)
    if message.deleted or message.hidden:
        return [], None
    found, following = ReactionItem.page(conversation_id, seq, cursor, limit)
    people = ProfileItem.profiles(reaction.user_id for reaction in found)
    return [Row(people[one.user_id], one.emoji) for one in found if one.user_id in people], following


def _revise(user: Profile, conversation_id: str, seq: int, act: Act) -> None:
    member, message, _ = access.at(user.id, conversation_id, seq)
    policies.check(member, "react")
    tell_revised(member, revise(member.conversation, message, act), "reaction")
