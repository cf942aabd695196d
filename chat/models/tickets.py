"""`tickets`: each opens one socket for a client that has no cookie. Only its hash is stored."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from pynamodb.attributes import TTLAttribute, UnicodeAttribute
from pynamodb.constants import ALL_OLD
from pynamodb.exceptions import DeleteError

from chatify.core.clock import now
from chatify.core.dynamodb import CONDITION_FAILED, Item, OnDemand, error_code, table_name


@dataclass(frozen=True, slots=True)
class Ticket:
    user_id: str
    session_id: str


class TicketItem(Item):
    class Meta(OnDemand):
        table_name = table_name("tickets")

    ticket_hash = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute()
    session_id = UnicodeAttribute()
    expires_at = TTLAttribute()

    @classmethod
    def issue(cls, secret: str, ticket: Ticket, *, lifetime: timedelta) -> None:
        """Store a ticket. One PutItem: 1 WCU."""
        cls(
            ticket_hash=_hash(secret),
            user_id=ticket.user_id,
            session_id=ticket.session_id,
            expires_at=now() + lifetime,
        ).save()

    @classmethod
    def spend(cls, secret: str) -> Ticket | None:
        """Delete a valid ticket and return whose it was; of two concurrent callers one gets None.

        One conditional DeleteItem: 1 WCU.
        """
        try:
            answer = cls._get_connection().delete_item(
                _hash(secret), condition=cls.expires_at > now(), return_values=ALL_OLD
            )
        except DeleteError as error:
            if error_code(error) == CONDITION_FAILED:
                return None
            raise
        row = cls.from_raw_data(answer["Attributes"])
        return Ticket(row.user_id, row.session_id)


def _hash(secret: str) -> str:
    return sha256(secret.encode(errors="surrogatepass")).hexdigest()
