"""Fan-out to a whole conversation.

In a small conversation every open socket of every member gets the event. In a large one that would cost thousands of
reads and pushes a message, so only the sockets that have it on the screen (they said so by an `open` frame) and a few
named people get it. Everybody else gets a hint now and then (`chat.services.activity_hints`).
"""

from collections.abc import Collection, Iterable
from itertools import chain

from chat.domain.conversations import LARGE_ABOVE, Head
from chat.domain.events import Event, HeadMoved
from chat.models.connections import Connection, ConnectionItem
from chat.models.viewers import ViewerItem
from chat.realtime.fan_out import SocketsByUser, deliver, load_sockets, push_to


def deliver_to_conversation(
    conversation_id: str, event: Event, roster: Collection[str], *, always_notify: Iterable[str] = ()
) -> None:
    """Push an event to the members. Never fails; up to 200 members it costs the same as `deliver`.

    Above 200 members: one Query (0.5 RCU per 25 sockets that have the conversation open) and one BatchGetItem for the
    people in `always_notify`, who get the event wherever they are.
    """
    if len(roster) <= LARGE_ABOVE:
        deliver(event, roster)
        return
    member_ids = frozenset(roster)
    viewing = load_sockets(lambda: ViewerItem.of(conversation_id))
    named = load_sockets(lambda: ConnectionItem.of(member_ids.intersection(always_notify)))
    push_to(_merge(viewing, named, member_ids), event)


def send_activity_hint(conversation_id: str, head: Head, roster: Collection[str]) -> None:
    """Push `head` to the members who do not have the conversation open.

    One Query, and one BatchGetItem per 100 members (0.5 RCU each).
    """
    viewing = load_sockets(lambda: ViewerItem.of(conversation_id))
    sockets = _exclude(load_sockets(lambda: ConnectionItem.of(roster)), viewing)
    push_to(sockets, HeadMoved(conversation_id, head))


def _merge(viewing: SocketsByUser, named: SocketsByUser, member_ids: Collection[str]) -> dict[str, list[Connection]]:
    """Merge both, each socket once, members only: a removed member may still be listed as viewing."""
    user_ids = (viewing.keys() | named.keys()) & set(member_ids)
    both = {user_id: chain(viewing.get(user_id, ()), named.get(user_id, ())) for user_id in user_ids}
    return {
        user_id: list({connection.id: connection for connection in connections}.values())
        for user_id, connections in both.items()
    }


def _exclude(sockets: SocketsByUser, excluded: SocketsByUser) -> dict[str, list[Connection]]:
    ids = {connection.id for connections in excluded.values() for connection in connections}
    rest = {
        user_id: [connection for connection in connections if connection.id not in ids]
        for user_id, connections in sockets.items()
    }
    return {user_id: connections for user_id, connections in rest.items() if connections}
