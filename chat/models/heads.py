"""The heads of conversations, read alone: each ping of each open page asks for them, so decoding must be cheap."""

from collections.abc import Iterable

from chat.domain.conversations import Head
from chat.models.conversations import ConversationItem
from chatify.core.aws import client
from chatify.core.dynamodb import BATCH_GET_KEYS


def find_heads(conversation_ids: Iterable[str]) -> dict[str, Head]:
    """Return heads of those that exist. One eventually consistent BatchGetItem per 100; 0.5 RCU each."""
    unique_ids = sorted(set(conversation_ids))
    heads: dict[str, Head] = {}
    for start in range(0, len(unique_ids), BATCH_GET_KEYS):
        heads |= _up_to_100(unique_ids[start : start + BATCH_GET_KEYS])
    return heads


def _up_to_100(conversation_ids: Iterable[str]) -> dict[str, Head]:
    # Keys that the service leaves unprocessed are not asked for again: the next ping comes in 30 s.
    name = ConversationItem.Meta.table_name
    request = {
        "Keys": [{"conversation_id": {"S": conversation_id}} for conversation_id in conversation_ids],
        "ProjectionExpression": "conversation_id, epoch, last_seq, last_rev",
    }
    answer = client("dynamodb").batch_get_item(RequestItems={name: request}, ReturnConsumedCapacity="TOTAL")
    return {
        row["conversation_id"]["S"]: Head(row["epoch"]["S"], int(row["last_seq"]["N"]), int(row["last_rev"]["N"]))
        for row in answer["Responses"].get(name, ())
    }
