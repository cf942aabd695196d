"""How much of a log fits one answer: Lambda answers at most 6 MB, and a character may take four bytes."""

from collections import deque
from collections.abc import Iterable

from chat.domain.messages import Message

ANSWER_MAX = 1_000_000
"""Characters of message text, Markdown and HTML together."""


def weight(message: Message) -> int:
    return len(message.body) + len(message.html or "")


def fitting(messages: Iterable[Message], *, near: float) -> list[Message]:
    """What fits of an ascending run without holes: those nearest to the seq `near`, at least one."""
    kept = deque(messages)
    room = ANSWER_MAX - sum(map(weight, kept))
    while room < 0 and len(kept) > 1:
        newest_is_farther = abs(kept[-1].seq - near) > abs(kept[0].seq - near)
        room += weight(kept.pop() if newest_is_farther else kept.popleft())
    return list(kept)
