"""The stream of `messages`: pushes what its author's request could not, because it died right after storing.

It may run twice for a record: what was pushed is skipped, and clients ignore a second push. It reads again who is
inside, so somebody removed in the meantime gets nothing. It also tells the members of large conversations that
their conversation moved.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from accounts.models.profiles import ProfileItem
from chat.domain.conversations import Conversation
from chat.models.conversations import ConversationItem
from chat.models.messages import MessageItem
from chat.models.rosters import RosterItem
from chat.services.activity_hints import hint
from chat.services.notifications import notify_message
from chatify.core import metrics
from chatify.core.store_errors import StoreError

logger = logging.getLogger(__name__)

Record = Mapping[str, Any]
"""As DynamoDB Streams and Lambda's event source deliver it."""
INSERT = "INSERT"


def consume(records: Sequence[Record]) -> list[str]:
    """Push what was not pushed; return the sequence numbers of the records to deliver again.

    Records are in the order they were written. One BatchGetItem for the whole batch where all was pushed, which is the
    usual case: 1 RCU for each conversation. A record that fails holds up only what follows it in its own conversation.
    """
    failed: dict[str, str] = {}
    inserted = [record for record in records if record["eventName"] == INSERT]
    conversations = ConversationItem.find_conversations({_conversation_id(record) for record in inserted})
    for record in inserted:
        conversation_id = _conversation_id(record)
        conversation = conversations.get(conversation_id)
        if conversation_id in failed or (conversation and _seq(record) <= conversation.pushed_seq):
            continue
        try:
            repair(record)
        except Exception:  # An error of one record must not prevent the pushes of the others.
            logger.exception("A message of the stream could not be pushed.")
            failed[conversation_id] = record["dynamodb"]["SequenceNumber"]
    for conversation in conversations.values():
        _hint(conversation, [record for record in inserted if _conversation_id(record) == conversation.id])
    return list(failed.values())


def repair(record: Record) -> None:
    """Push a message whose author's request did not. Three reads, what a push costs, and one UpdateItem."""
    message = MessageItem.from_raw_data(dict(record["dynamodb"]["NewImage"])).to_message()
    item = ConversationItem.find(message.conversation_id)
    if item is None or item.pushed_seq >= message.seq:
        return
    author = ProfileItem.profile(message.author_id)
    roster = RosterItem.member_ids(message.conversation_id)
    notify_message(item.to_conversation(), message, author, roster)
    metrics.count("Repaired")


def _hint(conversation: Conversation, records: Sequence[Record]) -> None:
    """Try to tell a large conversation's members that it moved: whoever misses it learns by the next ping."""
    images = [record["dynamodb"]["NewImage"] for record in records]
    mentions_everybody = any(image.get("mentions_all", {}).get("BOOL") for image in images)
    try:
        hint(conversation, max(map(_seq, records)), mentions_everybody=mentions_everybody)
    except StoreError:
        logger.warning("A large conversation's members were not told that it moved.", exc_info=True)


def _conversation_id(record: Record) -> str:
    return str(record["dynamodb"]["Keys"]["conversation_id"]["S"])


def _seq(record: Record) -> int:
    return int(record["dynamodb"]["Keys"]["seq"]["N"])
