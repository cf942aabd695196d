"""Tickets: each opens one socket for a client with a bearer token, which must not stand in an address."""

from dataclasses import dataclass
from datetime import timedelta
from secrets import token_urlsafe

from chat.models.tickets import Ticket, TicketItem

LIFETIME = timedelta(seconds=30)
ENTROPY = 16  # bytes


@dataclass(frozen=True, slots=True)
class IssuedTicket:
    ticket: str
    expires_in: int  # seconds


def issue(user_id: str, session_id: str) -> IssuedTicket:
    """Issue a ticket for one sign-in: signing out ends an unused ticket too. One PutItem."""
    secret = token_urlsafe(ENTROPY)
    TicketItem.issue(secret, Ticket(user_id, session_id), lifetime=LIFETIME)
    return IssuedTicket(secret, LIFETIME.seconds)


def redeem(secret: str) -> Ticket | None:
    """Use a ticket up; return whose it was, None where it is not valid. One DeleteItem."""
    return TicketItem.spend(secret)
