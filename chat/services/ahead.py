"""What a request to a conversation reads ahead, with its sign-in: the caller inside, and the message it names."""

from contextlib import AbstractContextManager

from chat.models.conversations import ConversationItem
from chat.models.memberships import MembershipItem
from chat.models.messages import MessageItem
from chat.models.rosters import RosterItem
from chatify.core.ahead import reading_ahead
from chatify.core.dynamodb import Wanted


def reading(conversation_id: str, seq: int | None) -> AbstractContextManager[None]:
    """Inside, `access` asks for nothing that came with the sign-in. 3 RCU, and 1 where there is a `seq`."""
    named: Wanted = (MessageItem, [(conversation_id, seq)] if seq else [])
    return reading_ahead(lambda user_id: [*caller(user_id, conversation_id), named])


def caller(user_id: str, conversation_id: str) -> list[Wanted]:
    return [
        (MembershipItem, [(user_id, conversation_id)]),
        (ConversationItem, [(conversation_id,)]),
        (RosterItem, [(conversation_id,)]),
    ]
