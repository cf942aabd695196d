"""Telling a whole conversation.

In a small one every open socket of every member is told. In a large one that would be thousands of reads and pushes a
message, so only sockets that have it open on the screen are told (they said so by an `open` frame), and whoever is
concerned in person. The others get a hint now and then (`chat.services.activity_hints`).
"""

from collections.abc import Collection, Iterable
from itertools import chain

from chat.domain.conversations import LARGE, Head
from chat.domain.events import Event, HeadMoved
from chat.models.connections import Connection, ConnectionItem
from chat.models.viewers import ViewerItem
from chat.realtime.fan_out import Listed, deliver, push_to, read


def deliver_in(conversation_id: str, event: Event, roster: Collection[str], *, surely: Iterable[str] = ()) -> None:
    """To members only; promises as `deliver`, and costs the same up to 200 members.

    Above: one Query (0.5 RCU per 25 sockets that have it open) and one BatchGetItem for the people in `surely`.
    """
    if len(roster) <= LARGE:
        deliver(event, roster)
        return
    inside = frozenset(roster)
    told = _joined(
        read(lambda: ViewerItem.of(conversation_id)),
        read(lambda: ConnectionItem.of(inside.intersection(surely))),
        inside,
    )
    push_to(told, event)


def hint_in(conversation_id: str, head: Head, roster: Collection[str]) -> None:
    """`head` to members who do not have it open. One Query, and one BatchGetItem per 100 members (0.5 RCU each)."""
    looking = read(lambda: ViewerItem.of(conversation_id))
    listed = _without(read(lambda: ConnectionItem.of(roster)), looking)
    push_to(listed, HeadMoved(conversation_id, head))


def _joined(viewing: Listed, concerned: Listed, inside: Collection[str]) -> dict[str, list[Connection]]:
    """Each socket once. Somebody removed may still be listed as looking."""
    people = (viewing.keys() | concerned.keys()) & set(inside)
    both = {user_id: chain(viewing.get(user_id, ()), concerned.get(user_id, ())) for user_id in people}
    return {user_id: list({one.id: one for one in listed}.values()) for user_id, listed in both.items()}


def _without(listed: Listed, told: Listed) -> dict[str, list[Connection]]:
    ids = {one.id for connections in told.values() for one in connections}
    rest = ((user_id, [one for one in connections if one.id not in ids]) for user_id, connections in listed.items())
    return {user_id: connections for user_id, connections in rest if connections}
