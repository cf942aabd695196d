"""What a request to a conversation reads ahead, with its sign-in: the caller inside, the message it names, and the
sockets it is going to tell.

Whose sockets, this process knows by the roster it saw last. Who has come since is read as ever, at the telling; who
opens a socket meanwhile catches up by the sync that follows, which comes after the head was raised.
"""

from collections.abc import Collection
from contextlib import AbstractContextManager
from threading import Lock
from typing import Literal

from chat.models.connections import ConnectionItem
from chat.models.conversations import ConversationItem
from chat.models.memberships import MembershipItem
from chat.models.messages import MessageItem
from chat.models.rosters import RosterItem
from chatify.ahead import reading_ahead
from chatify.dynamodb import Wanted

Told = Literal["room", "self"]
SMALL = 25
"""Members; of more, the call that tells them is the least of what it costs."""
KEPT = 2_000
"""Rosters, about 4 KB each."""
_lately: dict[str, Collection[str]] = {}
_lock = Lock()


def reading(conversation_id: str, seq: int | None, *, told: Told | None) -> AbstractContextManager[None]:
    """Inside, `access` and the telling ask for nothing that came with the sign-in. 0.5 RCU for each who is `told`."""
    return reading_ahead(
        lambda user_id: [
            *caller(user_id, conversation_id),
            (MessageItem, [(conversation_id, seq)] if seq else []),
            (ConnectionItem, [(other,) for other in _listeners(user_id, conversation_id, told)]),
        ]
    )


def _listeners(user_id: str, conversation_id: str, told: Told | None) -> Collection[str]:
    return {None: (), "self": (user_id,), "room": _lately.get(conversation_id, ())}[told]


def caller(user_id: str, conversation_id: str) -> list[Wanted]:
    return [
        (MembershipItem, [(user_id, conversation_id)]),
        (ConversationItem, [(conversation_id,)]),
        (RosterItem, [(conversation_id,)]),
    ]


def remember(conversation_id: str, members: Collection[str]) -> None:
    with _lock:
        _lately.pop(conversation_id, None)
        if len(members) <= SMALL:
            _lately[conversation_id] = members
        if len(_lately) > KEPT:
            _lately.pop(next(iter(_lately)))
