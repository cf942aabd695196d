"""Messages for one reader's eyes: with what they answer, and with the reader's own reactions among hundreds."""

from collections.abc import Sequence
from dataclasses import replace

from chat.domain.messages import Message, redact_hidden
from chat.domain.reactions import emoji_to_look_up, include_person
from chat.models.keys import message_key
from chat.models.messages import MessageItem
from chat.models.reactions import Reaction, ReactionItem
from chat.services import quotes
from chatify.core.dynamodb import batch_get


def for_reader(user_id: str, conversation_id: str, messages: Sequence[Message]) -> list[Message]:
    """No call where nothing answers a message elsewhere and all who reacted are named; else one BatchGetItem."""
    messages = [redact_hidden(message) for message in messages]
    answered = quotes.missing(messages)
    doubtful = [
        ReactionItem.of(conversation_id, message.seq, Reaction(user_id, emoji))
        for message in messages
        for emoji in emoji_to_look_up(message.reactions, user_id)
    ]
    if not answered and not doubtful:
        return quotes.quoted(messages, {})
    found = batch_get(
        (MessageItem, [(conversation_id, seq) for seq in answered]),
        (ReactionItem, [(item.message, item.user_emoji) for item in doubtful]),
        consistent=False,
    )
    others = {int(row.seq): row.to_message() for row in found[MessageItem]}
    mine = {(row.message, row.to_reaction().emoji) for row in found[ReactionItem]}
    return [_with_mine(message, user_id, mine) for message in quotes.quoted(messages, others)]


def _with_mine(message: Message, user_id: str, mine: set[tuple[str, str]]) -> Message:
    key, reactions = message_key(message.conversation_id, message.seq), message.reactions
    for emoji in emoji_to_look_up(reactions, user_id):
        if (key, emoji) in mine:
            reactions = include_person(reactions, emoji, user_id)
    return message if reactions is message.reactions else replace(message, reactions=reactions)
