"""Who is there: whoever has a socket open. Nothing is stored for it.

Told in two bounded ways. Whoever shows people asks for them (`GET users?ids=`, at most 100), and the people of one's
direct conversations are told when one comes and goes: at most 100 of them, once a first socket opens or the last one
closes. Other people in a room of thousands are never told.
"""

import logging
from collections.abc import Iterable

from chat.domain.events import Presence
from chat.models.blocks import BlockItem
from chat.models.connections import ConnectionItem
from chat.models.memberships import MembershipItem
from chat.realtime.fan_out import deliver
from chatify.core.dynamodb import StoreError

logger = logging.getLogger(__name__)

TOLD_MAX = 100


def online(user_ids: Iterable[str], viewer_id: str | None = None) -> frozenset[str]:
    """Those of up to 100 people who have a socket open. One BatchGetItem, 0.5 RCU each; a second or so behind.

    With a viewer, one Query more, where somebody is there at all: people who blocked each other look absent.
    """
    found = frozenset(ConnectionItem.of(user_ids))
    return found - BlockItem.apart_from(viewer_id) if viewer_id and found - {viewer_id} else found


def came(user_id: str) -> None:
    """Two Queries and one BatchGetItem (0.5 RCU for each of up to 100 people), no write."""
    _tell(user_id, there=True)


def went(user_id: str) -> None:
    """Costs as `came`."""
    _tell(user_id, there=False)


def _tell(user_id: str, *, there: bool) -> None:
    try:
        told = _told(user_id)
    except StoreError:
        logger.warning("Whom to tell of somebody's presence could not be read.", exc_info=True)
    else:
        deliver(Presence(user_id, there), told)


def _told(user_id: str) -> list[str]:
    peers = {membership.peer_id for membership in MembershipItem.of_user(user_id) if membership.peer_id}
    return sorted(peers - BlockItem.apart_from(user_id))[:TOLD_MAX] if peers else []
