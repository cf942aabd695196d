"""How many messages fit into one response: Lambda answers at most 6 MB, and a character may take four bytes."""

from collections import deque
from collections.abc import Iterable

from chat.domain.messages import Message

RESPONSE_MAX = 1_000_000
"""Characters of message text, Markdown and HTML together."""


def character_count(message: Message) -> int:
    """Count the characters that a message adds to a response."""
    return len(message.body) + len(message.html or "")


def trim_to_fit(messages: Iterable[Message], *, near: float) -> list[Message]:
    """Drop messages from the ends of an ascending run, farthest from the seq `near` first, until it fits.

    At least one message remains.
    """
    remaining = deque(messages)
    space = RESPONSE_MAX - sum(map(character_count, remaining))
    while space < 0 and len(remaining) > 1:
        newest_is_farther = abs(remaining[-1].seq - near) > abs(remaining[0].seq - near)
        space += character_count(remaining.pop() if newest_is_farther else remaining.popleft())
    return list(remaining)
