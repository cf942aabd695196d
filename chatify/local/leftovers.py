"""Sockets that a killed server left in the store: none outlives its process, and people would look online for hours."""

from chat.models.connections import ConnectionItem
from chat.models.sockets import SocketItem


def forget_sockets() -> None:
    """Before the port opens. Two scans, of tables that hold a row a socket."""
    for item in (ConnectionItem, SocketItem):
        with item.batch_write() as batch:
            for row in item.scan():
                batch.delete(row)
