"""What a reply shows of the message it answers: read as that is now, never kept, so that a deletion reaches it."""

from collections.abc import Sequence
from dataclasses import replace

from chat.domain.messages import Message, Quote, quote
from chat.models.messages import MessageItem
from chatify.core.dynamodb import Found, Wanted
from chatify.core.errors import Invalid


def key(conversation_id: str, reply_to: int | None) -> Wanted:
    return MessageItem, [(conversation_id, reply_to)] if reply_to is not None else []


def found(read: Found, reply_to: int | None) -> Quote | None:
    """Raises `Invalid` where there is no such message in this conversation."""
    if reply_to is None:
        return None
    if not read[MessageItem]:
        raise Invalid({"reply_to": ["There’s no such message here."]})
    return quote(read[MessageItem][0].to_message())


def missing(messages: Sequence[Message]) -> set[int]:
    """Seqs answered by these and not among them."""
    answered = {message.reply_to for message in messages if message.reply_to is not None}
    return answered - {message.seq for message in messages}


def quoted(messages: Sequence[Message], others: dict[int, Message]) -> list[Message]:
    known = others | {message.seq: message for message in messages}
    return [
        replace(message, reply=quote(known[message.reply_to])) if message.reply_to in known else message
        for message in messages
    ]
