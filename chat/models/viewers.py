"""`viewers`: the sockets that have a large conversation on their screen. Small conversations have no rows here."""

from collections import defaultdict

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute

from chat.models.connections import Connection
from chatify.core.clock import now
from chatify.core.dynamodb import Item, OnDemand, table_name


class ViewerItem(Item):
    class Meta(OnDemand):
        table_name = table_name("viewers")

    conversation_id = UnicodeAttribute(hash_key=True)
    connection_id = UnicodeAttribute(range_key=True)
    user_id = UnicodeAttribute()
    opened_at = NumberAttribute()  # seconds, of the socket
    expires_at = TTLAttribute()

    @classmethod
    def add(cls, conversation_id: str, connection: Connection, user_id: str) -> None:
        """Add a viewer. One PutItem: 1 WCU."""
        cls(
            conversation_id=conversation_id,
            connection_id=connection.id,
            user_id=user_id,
            opened_at=connection.opened_at,
            expires_at=connection.expires_at,
        ).save()

    @classmethod
    def remove(cls, conversation_id: str, connection_id: str) -> None:
        """Remove a viewer; an absent one changes nothing. One DeleteItem: 1 WCU."""
        cls(conversation_id, connection_id).delete()

    @classmethod
    def of(cls, conversation_id: str) -> dict[str, list[Connection]]:
        """Return the viewing sockets by user id. One Query: 0.5 RCU per 25.

        A socket that was added a moment ago may be missing; it syncs by itself.
        """
        connections: dict[str, list[Connection]] = defaultdict(list)
        for row in cls.query(conversation_id):
            if row.expires_at > now():
                connections[row.user_id].append(Connection(row.connection_id, float(row.opened_at)))
        return dict(connections)
