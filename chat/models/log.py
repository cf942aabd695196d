"""The dense log: a conversation's messages are seq 1, 2, 3 … with no holes, each stored exactly once.

No counter, no deduplication item, no transaction, and usually no read of the log. The proof is
tests/models/test_dense_log.py, which also shows that no step below can be left out.
"""

from dataclasses import dataclass
from threading import RLock

from chat.domain.conversations import Head
from chat.domain.errors import BadAfter, Contended, StaleCursor
from chat.domain.messages import Draft, Message
from chat.models.messages import MessageItem
from chatify.core import metrics
from chatify.core.retry import retry_with_jitter

EXAMINED_WITHOUT_AFTER = 50
EXAMINED_MAX = 200
TRIES = 8
NOT_APPENDED = (StaleCursor, BadAfter, Contended)
"""Why `append` stored nothing."""
TURNS = tuple(RLock() for _ in range(256))
"""Locks that keep threads of one process from racing for the same slot.

Correctness does not depend on them: of several processes, one wins each slot by the store's condition alone.
"""


@dataclass(frozen=True, slots=True)
class Appended:
    message: Message
    created: bool
    """False where an earlier try of the same message was found stored."""


def append(draft: Draft, *, after: int | None, head: Head) -> Appended:
    """Store the draft behind the last message, once.

    `after` is the highest seq the author held when this message was first tried; every retry repeats it. `head` may
    lag behind the log. Usually one conditional PutItem (1 WCU per KB); behind, contended or retried one strongly
    consistent Query more. Raises `StaleCursor`, `BadAfter`, `Contended`.
    """
    after = _start(after, head)
    if after > head.seq and not _exists(draft.conversation_id, after):
        raise BadAfter(head)
    with TURNS[hash(draft.conversation_id) % len(TURNS)]:
        return _append(draft, after, head)


def _append(draft: Draft, after: int, head: Head) -> Appended:
    if after >= head.seq:
        # Free means that the log ended at `after`, so no earlier try of this message can be stored.
        message = _put(draft, after + 1)
        if message is not None:
            return Appended(message, created=True)
    return _append_examined(draft, after, head)


def find_stored(conversation_id: str, key: tuple[str, str], *, after: int | None, head: Head) -> Message | None:
    """Return the message of this author and client_id, where an earlier try was stored. One strongly consistent Query.

    Raises `StaleCursor` if `after` is too far behind to tell.
    """
    newer = _messages_after(conversation_id, _start(after, head), head)
    return next((message for message in newer if message.key == key), None)


def _append_examined(draft: Draft, after: int, head: Head) -> Appended:
    newer = _messages_after(draft.conversation_id, after, head)
    stored = next((message for message in newer if message.key == draft.key), None)
    if stored is not None:
        return Appended(stored, created=False)
    return _append_at(draft, newer[-1].seq + 1 if newer else after + 1)


def _start(after: int | None, head: Head) -> int:
    if after is None:
        return max(0, head.seq - EXAMINED_WITHOUT_AFTER)
    if head.seq - after > EXAMINED_MAX:
        raise StaleCursor(head)
    return after


def _messages_after(conversation_id: str, after: int, head: Head) -> list[Message]:
    """Return everything that was stored after `after`: the head may lag. Raises `StaleCursor` above the limit."""
    newer = MessageItem.page_after(conversation_id, after, EXAMINED_MAX + 1)
    if len(newer) > EXAMINED_MAX:
        raise StaleCursor(Head(head.epoch, max(head.seq, newer[-1].seq), head.rev))
    return newer


def _append_at(draft: Draft, seq: int) -> Appended:
    for attempt in retry_with_jitter(TRIES, immediate_retries=1):
        message = _put(draft, seq)
        if message is not None:
            return Appended(message, created=True)
        taken = _read_taken(draft.conversation_id, seq, crowded=attempt >= 2)
        # A retry by the SDK and a concurrent duplicate conflict with their own first try.
        own = next((message for message in taken if message.key == draft.key), None)
        if own is not None:
            return Appended(own, created=False)
        # Empty where a transaction held the slot and gave it back.
        seq = taken[-1].seq + 1 if taken else seq
    raise Contended


def _put(draft: Draft, seq: int) -> Message | None:
    message = MessageItem.put_if_free(draft, seq)
    metrics.count("Conflicts", message is None)
    return message


def _read_taken(conversation_id: str, seq: int, *, crowded: bool) -> list[Message]:
    """Return the message that has the slot; where many compete, all after it too.

    Going slot by slot, one writer would never catch up with many.
    """
    if crowded:
        return MessageItem.page_after(conversation_id, seq - 1, EXAMINED_MAX)
    message = MessageItem.find_message(conversation_id, seq)
    return [message] if message else []


def _exists(conversation_id: str, seq: int) -> bool:
    return MessageItem.find_message(conversation_id, seq) is not None
