"""A ticket opens one socket for a client that holds a bearer token, which must not travel in an address."""

from dataclasses import dataclass
from datetime import timedelta
from secrets import token_urlsafe

from chat.models.tickets import Ticket, TicketItem

LIFETIME = timedelta(seconds=30)
ENTROPY = 16  # bytes


@dataclass(frozen=True, slots=True)
class Issued:
    ticket: str
    expires_in: int  # seconds


def issue(user_id: str, session_id: str) -> Issued:
    """Bound to its session: signing out ends an unused ticket too. One PutItem."""
    secret = token_urlsafe(ENTROPY)
    TicketItem.issue(secret, Ticket(user_id, session_id), lifetime=LIFETIME)
    return Issued(secret, LIFETIME.seconds)


def redeem(secret: str) -> Ticket | None:
    """Whose it was, once. One DeleteItem."""
    return TicketItem.spend(secret)
