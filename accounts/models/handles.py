"""`handles`: who holds which, so that no two people share one."""

from collections.abc import Collection
from datetime import datetime, timedelta

from pynamodb.attributes import TTLAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition

from chatify.core import clock
from chatify.core.dynamodb import Item, OnDemand, batch_get, table_name

KEPT_AFTER_CHANGE = timedelta(days=30)
"""A handle that was given up stays its owner's this long, so that nobody can pose as them at once."""


class HandleItem(Item):
    class Meta(OnDemand):
        table_name = table_name("handles")

    handle = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute()
    expires_at = TTLAttribute(null=True)

    @classmethod
    def is_free(cls, handle: str) -> bool:
        """One GetItem: 1 RCU. Only a claim is certain."""
        found = cls.find(handle)
        return found is None or found.has_expired(clock.now())

    @classmethod
    def user_ids(cls, handles: Collection[str]) -> list[str]:
        """Return whose the handles are, in no order; absent ones are left out. One BatchGetItem per 100."""
        keys = [(handle,) for handle in handles]
        return [str(row.user_id) for row in batch_get((cls, keys))[cls]] if keys else []

    @classmethod
    def claimable(cls, user_id: str) -> Condition:
        """Nobody's, given up long ago, or one's own."""
        free: Condition = cls.handle.does_not_exist() | (cls.expires_at < clock.now()) | (cls.user_id == user_id)
        return free

    @classmethod
    def forget(cls, user_id: str) -> None:
        """The one they have and those they gave up. A Scan, and a DeleteItem each."""
        for row in cls.scan(cls.user_id == user_id):
            row.delete(condition=cls.user_id == user_id)

    def has_expired(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now
