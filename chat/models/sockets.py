"""`sockets`: whose each socket is. A frame from the gateway carries a connection id and nothing else."""

from collections.abc import Iterable
from typing import Self

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.constants import ALL_OLD

from chat.models.connections import Connection
from chat.models.viewers import ViewerItem
from chatify.core.clock import now
from chatify.core.dynamodb import Item, OnDemand, batch_get, table_name, try_write


class SocketItem(Item):
    class Meta(OnDemand):
        table_name = table_name("sockets")

    connection_id = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute()
    session_id = UnicodeAttribute()
    opened_at = NumberAttribute()  # seconds
    viewing = UnicodeAttribute(null=True)
    expires_at = TTLAttribute()

    @classmethod
    def open(cls, connection: Connection, *, user_id: str, session_id: str) -> None:
        """Store a new socket. One PutItem: 1 WCU."""
        cls(
            connection_id=connection.id,
            user_id=user_id,
            session_id=session_id,
            opened_at=connection.opened_at,
            expires_at=connection.expires_at,
        ).save()

    @classmethod
    def find_alive(cls, connection_id: str) -> Self | None:
        """Return a socket that has not expired (TTL may lag by days). One strongly consistent GetItem: 1 RCU."""
        item = cls.find(connection_id)
        return item if item and item.expires_at > now() else None

    @classmethod
    def find_sockets(cls, connection_ids: Iterable[str]) -> list[Self]:
        """Return the sockets that exist. One strongly consistent BatchGetItem per 100: 1 RCU each."""
        return batch_get((cls, [(connection_id,) for connection_id in connection_ids]))[cls]

    @classmethod
    def set_viewing(cls, connection_id: str, conversation_id: str | None) -> None:
        """Remember which large conversation is on the socket's screen. One conditional UpdateItem: 1 WCU.

        Changes nothing if the socket has just closed.
        """
        action = cls.viewing.set(conversation_id) if conversation_id else cls.viewing.remove()
        try_write(lambda: cls(connection_id).update(actions=[action], condition=cls.connection_id.exists()))

    @classmethod
    def close(cls, connection_id: str) -> Self | None:
        """Delete a socket and return it. One DeleteItem: 1 WCU; one more where it had a large conversation open."""
        answer = cls._get_connection().delete_item(connection_id, return_values=ALL_OLD)
        raw = answer.get("Attributes")
        row = cls.from_raw_data(raw) if raw else None
        if row is not None and row.viewing:
            ViewerItem.remove(row.viewing, connection_id)
        return row

    @property
    def connection(self) -> Connection:
        return Connection(self.connection_id, float(self.opened_at))
