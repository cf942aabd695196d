"""The end of a socket: the client closes it, or the server does with a `bye` that says why."""

from collections.abc import Iterable
from typing import Any, Literal

from chat.domain.events import Bye
from chat.models.connections import Connection, ConnectionItem
from chat.models.sockets import SocketItem
from chat.realtime import wire
from chat.realtime.fan_out import forget_sockets
from chat.realtime.transport import transport
from chat.services.presence import notify_offline
from chat.sockets.rate_limit import frame_counter

Reason = Literal["revoked", "banned", "too_many", "drain"]
CODES: dict[Reason, int] = {"revoked": 4401, "banned": 4403, "too_many": 4408, "drain": 1012}


def disconnect(connection_id: str) -> None:
    """Forget a socket that has ended.

    One DeleteItem, and one UpdateItem if it was still listed; after a person's last socket what `notify_offline` costs.
    """
    frame_counter.forget(connection_id)
    offline_id = _unlist(connection_id)
    if offline_id:
        notify_offline(offline_id)


def close(connection_id: str, reason: Reason) -> None:
    """Say `bye` and close the socket. It leaves the lists first, so that no push follows the `bye`."""
    offline_id = _unlist(connection_id)
    transport().close(connection_id, CODES[reason], wire.encode(Bye(reason)))
    if offline_id:
        notify_offline(offline_id)


def _unlist(connection_id: str) -> str | None:
    """Remove the socket from the lists; return its person's id if it was their last one."""
    row = SocketItem.close(connection_id)
    if row is None:
        return None
    was_last = ConnectionItem.remove(row.user_id, [row.connection])
    return str(row.user_id) if was_last else None


def close_others(user_id: str, session_id: str, reason: Reason) -> None:
    """Close a person's sockets except those of one sign-in. Two BatchGetItem, then as `close` for each."""
    for row in SocketItem.find_sockets(connection.id for connection in _connections(user_id)):
        if row.session_id != session_id:
            close(row.connection_id, reason)


def close_user(user_id: str, reason: Reason) -> None:
    """Close a person's sockets. One BatchGetItem, then as `close` for each."""
    for connection in _connections(user_id):
        close(connection.id, reason)


def close_session(user_id: str, session_id: str, reason: Reason) -> None:
    """Close the sockets of one sign-in. Two BatchGetItem, then as `close` for each."""
    for row in SocketItem.find_sockets(connection.id for connection in _connections(user_id)):
        if row.session_id == session_id:
            close(row.connection_id, reason)


def _connections(user_id: str) -> Iterable[Connection]:
    # The read is consistent: a socket that was listed just before the sign-out must be closed too.
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
