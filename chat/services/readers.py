"""Messages as one reader sees them: with the messages they reply to, and with the reader's own reactions.

A reply shows the quoted message as it is now; nothing of it is stored with the reply, so a deletion reaches it.
"""

from collections.abc import Sequence
from dataclasses import replace

from chat.domain.messages import Message, quote, redact_hidden
from chat.domain.reactions import emoji_to_look_up, include_person
from chat.models.quoted_messages import OwnReaction, read_quotes_and_reactions


def for_reader(user_id: str, conversation_id: str, messages: Sequence[Message]) -> list[Message]:
    """Return the messages of one conversation with their quotes and the reader's own reactions.

    One BatchGetItem where a message replies to one that is not among them, or where a reaction has so many people
    that the message does not name them all; else no call.
    """
    messages = [redact_hidden(message) for message in messages]
    missing_seqs = _missing_quotes(messages)
    uncertain = [
        OwnReaction(message.seq, emoji)
        for message in messages
        for emoji in emoji_to_look_up(message.reactions, user_id)
    ]
    if not missing_seqs and not uncertain:
        return _with_quotes(messages, {})
    quoted, own = read_quotes_and_reactions(conversation_id, missing_seqs, user_id, uncertain)
    return [_with_own_reactions(message, user_id, own) for message in _with_quotes(messages, quoted)]


def _missing_quotes(messages: Sequence[Message]) -> set[int]:
    """Return the seqs that these messages reply to and that are not among them."""
    replied_to = {message.reply_to for message in messages if message.reply_to is not None}
    return replied_to - {message.seq for message in messages}


def _with_quotes(messages: Sequence[Message], others: dict[int, Message]) -> list[Message]:
    by_seq = others | {message.seq: message for message in messages}
    return [
        replace(message, reply=quote(by_seq[message.reply_to])) if message.reply_to in by_seq else message
        for message in messages
    ]


def _with_own_reactions(message: Message, user_id: str, own: set[OwnReaction]) -> Message:
    reactions = message.reactions
    for emoji in emoji_to_look_up(reactions, user_id):
        if OwnReaction(message.seq, emoji) in own:
            reactions = include_person(reactions, emoji, user_id)
    return message if reactions is message.reactions else replace(message, reactions=reactions)
