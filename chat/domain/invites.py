"""An invite: a link that lets people into a conversation until it expires, is used up or is revoked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

OPEN_MAX = 50
"""Open invites of one conversation."""
USES_MAX = 1_000
LIFETIME = timedelta(days=7)
LIFETIME_MAX = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """An invite as its managers see it. The `id` opens nothing; only those who got the link know the code."""

    id: str
    conversation_id: str
    created_by: str
    created_at: datetime
    expires_at: datetime
    max_uses: int | None = None
    uses: int = 0

    def is_open(self, now: datetime) -> bool:
        return self.expires_at > now and (self.max_uses is None or self.uses < self.max_uses)
