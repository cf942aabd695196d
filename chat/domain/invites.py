"""A link that lets people in: for a while, so many times, until it is revoked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

OPEN_MAX = 50
"""In one conversation."""
USES_MAX = 1_000
LIFETIME = timedelta(days=7)
LIFETIME_MAX = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """`id` names it to those who manage it and opens nothing; the code itself is known to whoever was given it."""

    id: str
    conversation_id: str
    created_by: str
    created_at: datetime
    expires_at: datetime
    max_uses: int | None = None
    uses: int = 0

    def is_open(self, now: datetime) -> bool:
        return self.expires_at > now and (self.max_uses is None or self.uses < self.max_uses)
