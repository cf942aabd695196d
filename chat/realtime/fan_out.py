"""Fan-out: from an event to the open sockets of people.

What an event tells is stored already, so a failure here is logged and must never fail the request.
"""

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

SocketsByUser = Mapping[str, Sequence[Connection]]
"""Open sockets by user id."""
HANDSHAKE_GRACE = 30
"""Seconds. Until its handshake is complete, the gateway reports a socket as gone."""


def deliver(event: Event, user_ids: Iterable[str]) -> None:
    """Push an event to all open sockets of these people that have a use for it.

    Never raises for a dead socket, a failing push or an unreadable store: these are logged, and clients repair
    themselves by their cursors. One BatchGetItem per 100 people, and one UpdateItem for each who had a dead socket.
    """
    deliver_each(dict.fromkeys(user_ids, event))


def deliver_each(events: Mapping[str, Event]) -> None:
    """Push to each person, by user id, an event of their own. Costs the same as `deliver`, and never raises either."""
    _push_each(load_sockets(lambda: ConnectionItem.of(events)), events)


def push_to(sockets: SocketsByUser, event: Event) -> None:
    """Push an event to sockets that were loaded before. Reads nothing and never raises."""
    _push_each(sockets, dict.fromkeys(sockets, event))


def load_sockets(load: Callable[[], SocketsByUser]) -> SocketsByUser:
    """Call `load`; if the store fails, log that the push is lost and return no sockets."""
    try:
        return load()
    except StoreError:
        logger.warning("A push was lost: who is connected could not be read.", exc_info=True)
        return {}


def _push_each(sockets: SocketsByUser, events: Mapping[str, Event]) -> None:
    pushes = _group_by_event(events, sockets)
    with metrics.timed("FanOut"):
        gone = {connection_id for event, ids in pushes for connection_id in _push(event, ids)}
    metrics.count("Deliveries", sum(len(ids) for _, ids in pushes) - len(gone))
    metrics.count("Gone", len(gone))
    if gone:
        _forget_gone(sockets, gone)


def _group_by_event(events: Mapping[str, Event], sockets: SocketsByUser) -> Sequence[tuple[Event, list[str]]]:
    """Group the socket ids by event, so that each event is encoded once."""
    ids_by_event: dict[int, list[str]] = defaultdict(list)
    for user_id, connections in sockets.items():
        event = events[user_id]
        ids_by_event[id(event)] += (
            connection.id for connection in connections if _needs_event(event, user_id, connection)
        )
    distinct = {id(event): event for event in events.values()}
    return [(distinct[key], ids) for key, ids in ids_by_event.items() if ids]


def _needs_event(event: Event, user_id: str, connection: Connection) -> bool:
    match event:
        case Typing() | Presence():
            return not connection.hidden
        case MessageCreated(message=message, origin_socket_id=origin_socket_id):
            # Only a socket of the author is skipped, so that nobody can silence another person's socket by naming it.
            return connection.id != origin_socket_id or user_id != message.author_id
        case Read(origin_socket_id=origin_socket_id):
            return connection.id != origin_socket_id
    return True


def _push(event: Event, connection_ids: Sequence[str]) -> Iterable[str]:
    return transport().push(connection_ids, wire.encode(event))


def _forget_gone(sockets: SocketsByUser, gone: set[str]) -> None:
    opened_before = time() - HANDSHAKE_GRACE
    for user_id, connections in sockets.items():
        dead = [
            connection for connection in connections if connection.id in gone and connection.opened_at < opened_before
        ]
        if dead:
            forget_sockets(user_id, dead)


def forget_sockets(user_id: str, dead: Sequence[Connection]) -> None:
    """Remove dead sockets from both tables. One UpdateItem, and one DeleteItem for each."""
    try:
        ConnectionItem.remove(user_id, dead)
        for connection in dead:
            SocketItem.close(connection.id)
    except StoreError:
        logger.warning("Dead sockets stay listed until somebody writes to them again.", exc_info=True)
