"""`sockets`: who is at the other end. A frame carries a connection id and nothing else."""

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
        """One PutItem: 1 WCU."""
        cls(
            connection_id=connection.id,
            user_id=user_id,
            session_id=session_id,
            opened_at=connection.opened_at,
            expires_at=connection.expires_at,
        ).save()

    @classmethod
    def alive(cls, connection_id: str) -> Self | None:
        """One strongly consistent GetItem: 1 RCU. The expired count as gone: TTL may lag by days."""
        found = cls.find(connection_id)
        return found if found and found.expires_at > now() else None

    @classmethod
    def several(cls, connection_ids: Iterable[str]) -> list[Self]:
        """One strongly consistent BatchGetItem a hundred: 1 RCU each."""
        return batch_get((cls, [(connection_id,) for connection_id in connection_ids]))[cls]

    @classmethod
    def views(cls, connection_id: str, conversation_id: str | None) -> None:
        """What it has on its screen. No error where it has just closed. One conditional UpdateItem: 1 WCU."""
        shown = cls.viewing.set(conversation_id) if conversation_id else cls.viewing.remove()
        try_write(lambda: cls(connection_id).update(actions=[shown], condition=cls.connection_id.exists()))

    @classmethod
    def close(cls, connection_id: str) -> Self | None:
        """Answers what was there. One DeleteItem: 1 WCU; one more where it had a large conversation open."""
        answer = cls._get_connection().delete_item(connection_id, return_values=ALL_OLD)
        raw = answer.get("Attributes")
        row = cls.from_raw_data(raw) if raw else None
        if row is not None and row.viewing:
            ViewerItem.looks_away(row.viewing, connection_id)
        return row

    @property
    def connection(self) -> Connection:
        return Connection(self.connection_id, float(self.opened_at))
