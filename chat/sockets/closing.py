"""The end of a socket: the client's own, or ours with a `bye` that says why."""

from collections.abc import Iterable
from typing import Any, Literal

from chat.domain.events import Bye
from chat.models.connections import Connection, ConnectionItem
from chat.models.sockets import SocketItem
from chat.realtime import wire
from chat.realtime.fan_out import forget_sockets
from chat.realtime.transport import transport
from chat.services.presence import notify_offline
from chat.sockets.meter import meter

Reason = Literal["revoked", "banned", "too_many", "drain"]
CODES: dict[Reason, int] = {"revoked": 4401, "banned": 4403, "too_many": 4408, "drain": 1012}


def disconnect(connection_id: str) -> None:
    """After the socket has ended, however it did.

    One DeleteItem, and one UpdateItem where it was still listed; after a person's last one what `notify_offline` costs.
    """
    meter.forget(connection_id)
    gone = _off_the_lists(connection_id)
    if gone:
        notify_offline(gone)


def close(connection_id: str, reason: Reason) -> None:
    """Says `bye` and closes. Off the lists first: no push may follow the `bye`."""
    gone = _off_the_lists(connection_id)
    transport().close(connection_id, CODES[reason], wire.encode(Bye(reason)))
    if gone:
        notify_offline(gone)


def _off_the_lists(connection_id: str) -> str | None:
    """Whose it was, where it was their last one."""
    row = SocketItem.close(connection_id)
    if row is None:
        return None
    was_last = ConnectionItem.closed(row.user_id, [row.connection])
    return str(row.user_id) if was_last else None


def close_others(user_id: str, session_id: str, reason: Reason) -> None:
    """All of a person's sockets but those of one sign-in. Two BatchGetItem, then as `close` for each."""
    for row in SocketItem.find_sockets(connection.id for connection in _listed(user_id)):
        if row.session_id != session_id:
            close(row.connection_id, reason)


def close_user(user_id: str, reason: Reason) -> None:
    """All of a person's sockets. One BatchGetItem, then as `close` for each."""
    for connection in _listed(user_id):
        close(connection.id, reason)


def close_session(user_id: str, session_id: str, reason: Reason) -> None:
    """The sockets of one sign-in. Two BatchGetItem, then as `close` for each."""
    for row in SocketItem.find_sockets(connection.id for connection in _listed(user_id)):
        if row.session_id == session_id:
            close(row.connection_id, reason)


def _listed(user_id: str) -> Iterable[Connection]:
    # Consistent: a socket that was listed just before the sign-out must be found.
    return ConnectionItem.of([user_id], consistent=True).get(user_id, ())


def close_signed_out(
    *, user_id: str, session_id: str | None, reason: Reason, but_not: str | None = None, **_: Any
) -> None:
    """Close the sockets of the sign-ins that the signal `accounts.hooks.signed_out` tells of."""
    if but_not is not None:
        close_others(user_id, but_not, reason)
    elif session_id is None:
        close_user(user_id, reason)
    else:
        close_session(user_id, session_id, reason)


__all__ = ["close", "close_session", "close_signed_out", "close_user", "disconnect", "forget_sockets"]
