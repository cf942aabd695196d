"""The handshake: a browser opens a socket with its cookie, other clients with a ticket. Checked before accepting."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from time import time

from django.conf import settings
from django.utils.http import is_same_domain

from accounts.services import sessions
from accounts.services.sessions import Identity
from chat.models.connections import Connection, ConnectionItem
from chat.models.sockets import SocketItem
from chat.realtime.fan_out import forget_sockets
from chat.services import tickets
from chat.services.presence import notify_online
from chat.sockets.closing import close
from chatify.core import metrics
from chatify.core.clock import now

logger = logging.getLogger(__name__)

SOCKETS_MAX = 10
HOST = re.compile(r"(?P<domain>[a-z0-9.-]+|\[[a-f0-9]*:[a-f0-9.:]+\])(:[0-9]+)?")
NOBODY, BANNED = "nobody is signed in", "its person is banned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handshake:
    """The facts of a new socket. `host` is the site as the client addressed it; absent headers are None."""

    connection_id: str
    host: str
    secure: bool
    origin: str | None = None
    cookies: str | None = None
    ticket: str | None = None


class Refused(Exception):
    """The answer instead of the upgrade: 401 if nobody is signed in, 403 for a foreign origin or a banned person."""

    def __init__(self, status: int, why: str) -> None:
        self.status = status
        super().__init__(f"A socket was refused: {why}.")


def connect(handshake: Handshake) -> Identity:
    """List the socket, so that pushes reach it. Raises `Refused`.

    Reads: session and profile (two GetItem by cookie; a DeleteItem and one BatchGetItem by ticket), and both once
    more at the end. Writes: one PutItem, one UpdateItem. A person's first socket costs `notify_online` too.
    """
    try:
        return _open(handshake)
    except Refused as refused:
        logger.info("%s", refused)
        raise


def _open(handshake: Handshake) -> Identity:
    identity = _identify(handshake)
    if identity.profile.is_banned(now()):
        raise Refused(403, BANNED)
    connection = Connection(handshake.connection_id, time())
    SocketItem.open(connection, user_id=identity.profile.id, session_id=identity.session_id)
    listed = ConnectionItem.add(identity.profile.id, connection)
    _check_still_signed_in(identity, connection)
    metrics.count("Connections")
    others = [other for other in listed if other.id != connection.id]
    for surplus in others[: max(0, len(listed) - SOCKETS_MAX)]:
        close(surplus.id, "too_many")
    if not others:
        notify_online(identity.profile.id)
    return identity


def _identify(handshake: Handshake) -> Identity:
    by_ticket = handshake.ticket is not None
    cookie = None if by_ticket else _session_cookie(handshake.cookies)
    if not by_ticket and not cookie:
        raise Refused(401, NOBODY)
    # The origin is checked before anything is read or spent: a foreign page must not use up a ticket.
    if not _is_own_origin(handshake, may_be_absent=by_ticket):
        raise Refused(403, "another site asks for it")
    identity = (
        _identify_by_ticket(handshake.ticket or "")
        if by_ticket
        else sessions.identify(sessions.session_id(cookie or ""))
    )
    if identity is None:
        raise Refused(401, NOBODY)
    return identity


def _identify_by_ticket(secret: str) -> Identity | None:
    ticket = tickets.redeem(secret)
    return sessions.identify(ticket.session_id, user_id=ticket.user_id) if ticket else None


def _is_own_origin(handshake: Handshake, *, may_be_absent: bool) -> bool:
    """Return whether the origin is the site itself: else any page could open a socket with its visitor's cookie."""
    if handshake.origin is None:
        return may_be_absent
    scheme = "https" if handshake.secure else "http"
    return handshake.origin == f"{scheme}://{handshake.host}" and _is_allowed_host(handshake.host)


def _is_allowed_host(host: str) -> bool:
    """As `django.http` checks a request's host; importing that would load Django's database layer."""
    match = HOST.fullmatch(host.lower())
    domain = match["domain"].removesuffix(".") if match else ""
    return any(pattern == "*" or is_same_domain(domain, pattern) for pattern in settings.ALLOWED_HOSTS)


def _check_still_signed_in(identity: Identity, connection: Connection) -> None:
    """Check the sign-in again after listing the socket: a sign-out just before could not close it. Raises `Refused`."""
    current = sessions.identify(identity.session_id, user_id=identity.profile.id)
    if current is None or current.profile.is_banned(now()):
        forget_sockets(identity.profile.id, [connection])
        raise Refused(403, BANNED) if current else Refused(401, NOBODY)


def _session_cookie(header: str | None) -> str | None:
    values = (value for name, value in _cookies(header or "") if name == settings.SESSION_COOKIE_NAME)
    return next((value for value in values if value.isascii()), None)


def _cookies(header: str) -> Iterator[tuple[str, str]]:
    for part in header.split(";"):
        name, _, value = part.partition("=")
        yield name.strip(), value.strip().strip('"')
