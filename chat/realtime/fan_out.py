"""From an event to the sockets of people. What it tells of is durable already, so nothing here may fail the act."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from time import time

from chat.domain.events import Event, MessageCreated, Presence, Read, Typing
from chat.models.connections import Connection, ConnectionItem
from chat.models.sockets import SocketItem
from chat.realtime import wire
from chat.realtime.transport import transport
from chatify.core import metrics
from chatify.core.store_errors import StoreError

logger = logging.getLogger(__name__)

Listed = Mapping[str, Sequence[Connection]]
"""Open sockets by user id."""
SETTLING = 30
"""Seconds. The gateway calls a socket gone until its handshake has been answered."""


def deliver(event: Event, user_ids: Iterable[str]) -> None:
    """To all open sockets of these people that have a use for it. Returns when the pushes were handed over.

    Never raises for a dead socket, a failing push or an unreadable store: they are logged, and clients repair
    themselves by their cursors. One BatchGetItem per 100 people, and one UpdateItem for each who had a dead socket.
    """
    deliver_each(dict.fromkeys(user_ids, event))


def deliver_each(events: Mapping[str, Event]) -> None:
    """To each person, by user id, an event of their own. Costs and promises as `deliver`; each is encoded once."""
    _push_each(read(lambda: ConnectionItem.of(events)), events)


def push_to(listed: Listed, event: Event) -> None:
    """To these sockets, by user id: promises as `deliver`, and reads nothing."""
    _push_each(listed, dict.fromkeys(listed, event))


def read(who: Callable[[], Listed]) -> Listed:
    """Nobody where the store cannot say."""
    try:
        return who()
    except StoreError:
        logger.warning("A push was lost: who is connected could not be read.", exc_info=True)
        return {}


def _push_each(listed: Listed, events: Mapping[str, Event]) -> None:
    told = _by_event(events, listed)
    with metrics.timed("FanOut"):
        gone = {connection_id for event, ids in told for connection_id in _push(event, ids)}
    metrics.count("Deliveries", sum(len(ids) for _, ids in told) - len(gone))
    metrics.count("Gone", len(gone))
    if gone:
        _forget(listed, gone)


def _by_event(events: Mapping[str, Event], listed: Listed) -> Sequence[tuple[Event, list[str]]]:
    ids: dict[int, list[str]] = defaultdict(list)
    for user_id, connections in listed.items():
        event = events[user_id]
        ids[id(event)] += (one.id for one in connections if _has_a_use(event, user_id, one))
    distinct = {id(event): event for event in events.values()}
    return [(distinct[key], found) for key, found in ids.items() if found]


def _has_a_use(event: Event, user_id: str, connection: Connection) -> bool:
    match event:
        case Typing() | Presence():
            return not connection.hidden
        case MessageCreated(message=message, via=via):
            # Of the author's own only: nobody else's socket can be silenced by naming it.
            return connection.id != via or user_id != message.author_id
        case Read(via=via):
            return connection.id != via
    return True


def _push(event: Event, connection_ids: Sequence[str]) -> Iterable[str]:
    return transport().push(connection_ids, wire.encode(event))


def _forget(listed: Listed, gone: set[str]) -> None:
    settled = time() - SETTLING
    for user_id, connections in listed.items():
        dead = [one for one in connections if one.id in gone and one.opened_at < settled]
        if dead:
            forget(user_id, dead)


def forget(user_id: str, dead: Sequence[Connection]) -> None:
    """Takes sockets off both lists. One UpdateItem, and one DeleteItem each."""
    try:
        ConnectionItem.closed(user_id, dead)
        for connection in dead:
            SocketItem.close(connection.id)
    except StoreError:
        logger.warning("Dead sockets stay listed until somebody writes to them again.", exc_info=True)
