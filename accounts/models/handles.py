"""`handles`: the owner of each handle, so that no two people share one.

A handle and its profile change together, in one transaction of two items (4 WCU).
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import TTLAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from accounts.domain import HandleTaken, Profile
from accounts.models.profiles import ProfileItem
from accounts.models.transactions import commit
from chatify.core import clock
from chatify.core.dynamodb import Item, OnDemand, batch_get, table_name

KEPT_AFTER_CHANGE = timedelta(days=30)
"""A handle that was given up stays its owner's this long, so that nobody can pose as them."""


class HandleItem(Item):
    class Meta(OnDemand):
        table_name = table_name("handles")

    handle = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute()
    expires_at = TTLAttribute(null=True)

    @classmethod
    def is_free(cls, handle: str) -> bool:
        """Return whether the handle can be claimed now; only a claim is certain. One GetItem: 1 RCU."""
        row = cls.find(handle)
        return row is None or row.has_expired(clock.now())

    @classmethod
    def user_ids(cls, handles: Collection[str]) -> list[str]:
        """Return whose the handles are, in no order; absent ones are left out. One BatchGetItem per 100."""
        keys = [(handle,) for handle in handles]
        return [str(row.user_id) for row in batch_get((cls, keys))[cls]] if keys else []

    @classmethod
    def claimable(cls, user_id: str) -> Condition:
        """Return the condition that a handle is free, was given up long ago, or is the person's own."""
        free: Condition = cls.handle.does_not_exist() | (cls.expires_at < clock.now()) | (cls.user_id == user_id)
        return free

    @classmethod
    def forget(cls, user_id: str) -> None:
        """Delete a person's handle and those they gave up. A Scan, and a DeleteItem each."""
        for row in cls.scan(cls.user_id == user_id):
            row.delete(condition=cls.user_id == user_id)

    def has_expired(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now


def register(profile: Profile) -> bool:
    """Create the profile and claim its handle; return False if either exists already."""

    def fill(transaction: TransactWrite) -> None:
        transaction.save(HandleItem(profile.handle, user_id=profile.id), HandleItem.claimable(profile.id))
        transaction.save(ProfileItem.of(profile), ProfileItem.user_id.does_not_exist())

    return not commit(fill)


def rename(profile: Profile, handle: str, changes: Mapping[str, Any], now: datetime) -> None:
    """Claim another handle and change what else is given; the old handle stays its owner's for 30 days.

    Raises `HandleTaken`.
    """

    def fill(transaction: TransactWrite) -> None:
        transaction.save(HandleItem(handle, user_id=profile.id), HandleItem.claimable(profile.id))
        transaction.update(
            ProfileItem(profile.id),
            actions=ProfileItem.update_actions({**changes, "handle": handle, "initial": handle[0]}),
            condition=ProfileItem.handle == profile.handle,
        )
        transaction.update(HandleItem(profile.handle), actions=[HandleItem.expires_at.set(now + KEPT_AFTER_CHANGE)])

    if commit(fill):
        raise HandleTaken
