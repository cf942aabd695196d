"""What a reader's page of messages lacks: the messages it replies to, and the reader's own reactions."""

from collections.abc import Collection
from typing import NamedTuple

from chat.domain.messages import Message
from chat.models.messages import MessageItem
from chat.models.reactions import Reaction, ReactionItem
from chatify.core.dynamodb import batch_get


class OwnReaction(NamedTuple):
    """One emoji of the reader's on a message."""

    seq: int
    emoji: str


def read_quotes_and_reactions(
    conversation_id: str, seqs: Collection[int], user_id: str, reactions: Collection[OwnReaction]
) -> tuple[dict[int, Message], set[OwnReaction]]:
    """Return the messages by seq, and which of the reactions exist. One eventually consistent BatchGetItem per 100."""
    items_by_reaction = {
        reaction: ReactionItem.of(conversation_id, reaction.seq, Reaction(user_id, reaction.emoji))
        for reaction in reactions
    }
    items = batch_get(
        (MessageItem, [(conversation_id, seq) for seq in seqs]),
        (ReactionItem, [(item.message, item.user_emoji) for item in items_by_reaction.values()]),
        consistent=False,
    )
    stored = {(row.message, row.user_emoji) for row in items[ReactionItem]}
    return (
        {int(row.seq): row.to_message() for row in items[MessageItem]},
        {reaction for reaction, item in items_by_reaction.items() if (item.message, item.user_emoji) in stored},
    )
