"""The stream of `messages`: pushes what its author's request could not, as when it died right after storing.

Idempotent: what was pushed is skipped, and a second push is the client's to ignore. A retry sees the store as it is by
then, so somebody removed meanwhile gets nothing. It also tells the members of large conversations that they moved.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from accounts.models.profiles import ProfileItem
from chat.models.conversations import ConversationItem
from chat.models.messages import MessageItem
from chat.models.rosters import RosterItem
from chat.services.activity_hints import hint
from chat.services.notifications import tell_written
from chatify.core import metrics
from chatify.core.dynamodb import StoreError, batch_get

logger = logging.getLogger(__name__)

Record = Mapping[str, Any]
INSERT = "INSERT"


def consume(records: Sequence[Record]) -> list[str]:
    """The sequence numbers to bring again; records are in the order they were written.

    One BatchGetItem for the whole batch where all was pushed, which is the usual case: 1 RCU a conversation. A record
    that fails holds up what follows it in its own conversation only.
    """
    failed: dict[str, str] = {}
    written = [record for record in records if record["eventName"] == INSERT]
    found = _conversations({_conversation_id(record) for record in written})
    pushed = {row.conversation_id: int(row.pushed_seq) for row in found}
    for record in written:
        conversation_id = _conversation_id(record)
        if conversation_id in failed or _seq(record) <= pushed.get(conversation_id, 0):
            continue
        try:
            repair(record)
        except Exception:  # one record must not cost the others theirs, whatever is wrong with it
            logger.exception("A message of the stream could not be pushed.")
            failed[conversation_id] = record["dynamodb"]["SequenceNumber"]
    for row in found:
        _hint(row, [record for record in written if _conversation_id(record) == row.conversation_id])
    return list(failed.values())


def repair(record: Record) -> None:
    """Push it now. Three reads and what `deliver` costs, and one UpdateItem."""
    message = MessageItem.from_raw_data(dict(record["dynamodb"]["NewImage"])).to_message()
    conversation = ConversationItem.find(message.conversation_id)
    if conversation is None or conversation.pushed_seq >= message.seq:
        return
    author = ProfileItem.profile(message.author_id)
    roster = RosterItem.member_ids(message.conversation_id)
    tell_written(conversation.to_conversation(), message, author, roster)
    metrics.count("Repaired")


def _hint(row: ConversationItem, records: Sequence[Record]) -> None:
    """Best effort: who missed it learns by the next ping."""
    images = [record["dynamodb"]["NewImage"] for record in records]
    mentions_everybody = any(image.get("mentions_all", {}).get("BOOL") for image in images)
    try:
        hint(row.to_conversation(), max(map(_seq, records)), mentions_everybody=mentions_everybody)
    except StoreError:
        logger.warning("A large conversation's members were not told that it moved.", exc_info=True)


def _conversations(conversation_ids: set[str]) -> list[ConversationItem]:
    keys = [(conversation_id,) for conversation_id in sorted(conversation_ids)]
    return batch_get((ConversationItem, keys))[ConversationItem] if keys else []


def _conversation_id(record: Record) -> str:
    return str(record["dynamodb"]["Keys"]["conversation_id"]["S"])


def _seq(record: Record) -> int:
    return int(record["dynamodb"]["Keys"]["seq"]["N"])
