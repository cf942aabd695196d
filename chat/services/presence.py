"""Who is online, who is typing, and which conversation a socket has on its screen.

Somebody is online while they have a socket open; nothing is stored for it. Others learn it in two bounded ways. Whoever
shows people asks for them (`GET users?ids=`, at most 100). And the people of one's direct conversations are told when
the first socket opens and the last one closes: at most 100 of them. Nobody else gets it.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta

from chat.domain import policies
from chat.domain.conversations import LARGE_ABOVE
from chat.domain.events import Presence, Typing
from chat.domain.memberships import Member
from chat.models.blocks import BlockItem
from chat.models.connections import ConnectionItem
from chat.models.memberships import MembershipItem
from chat.models.sockets import SocketItem
from chat.models.viewers import ViewerItem
from chat.realtime.conversation_fan_out import deliver_to_conversation
from chat.realtime.fan_out import deliver
from chatify.core.clock import now
from chatify.core.store_errors import StoreError

logger = logging.getLogger(__name__)

NOTIFIED_MAX = 100
TYPING_SHOWN_FOR = timedelta(seconds=9)
"""Pages repeat it every six seconds."""


def online(user_ids: Iterable[str], viewer_id: str | None = None) -> frozenset[str]:
    """Return those of up to 100 people who have a socket open.

    One BatchGetItem, 0.5 RCU each; it may lag a second. With a viewer, one Query more where anybody is online: people
    who blocked each other look offline.
    """
    present = frozenset(ConnectionItem.of(user_ids))
    return present - BlockItem.apart_from(viewer_id) if viewer_id and present - {viewer_id} else present


def notify_online(user_id: str) -> None:
    """Push to the people of direct conversations that this person is online.

    Two Queries and one BatchGetItem (0.5 RCU for each of up to 100 people), no write.
    """
    _notify(user_id, is_online=True)


def notify_offline(user_id: str) -> None:
    """Push to them that the person is offline. Costs as `notify_online`."""
    _notify(user_id, is_online=False)


def notify_typing(member: Member) -> None:
    """Push to the other members that this one is typing. One read, no write.

    Raises `Archived`, `PostingClosed` and what else `policies.check` raises.
    """
    policies.check(member, "write")
    event = Typing(member.conversation.id, member.user_id, now() + TYPING_SHOWN_FOR)
    deliver_to_conversation(member.conversation.id, event, member.roster - {member.user_id})


def set_viewed(socket: SocketItem, member: Member | None) -> None:
    """Remember which conversation a socket has on its screen; None for no conversation of the person's.

    Only conversations so large that nobody else is told at once need it. For a small one no write; for a large one
    two writes, three from one large one to another.
    """
    large = member.conversation.id if member and len(member.roster) > LARGE_ABOVE else None
    if large == socket.viewing:
        return
    if socket.viewing:
        ViewerItem.remove(socket.viewing, socket.connection_id)
    if large:
        ViewerItem.add(large, socket.connection, socket.user_id)
    SocketItem.set_viewing(socket.connection_id, large)


def _notify(user_id: str, *, is_online: bool) -> None:
    try:
        recipients = _direct_peers(user_id)
    except StoreError:
        logger.warning("The people to tell of a person's presence could not be read.", exc_info=True)
    else:
        deliver(Presence(user_id, is_online), recipients)


def _direct_peers(user_id: str) -> list[str]:
    peers = {membership.peer_id for membership in MembershipItem.of_person(user_id) if membership.peer_id}
    return sorted(peers - BlockItem.apart_from(user_id))[:NOTIFIED_MAX] if peers else []
