"""Profiles and handles change together or not at all: two items, one transaction (4 WCU)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pynamodb.transactions import TransactWrite

from accounts.domain import HandleTaken, Profile
from accounts.models.handles import KEPT_AFTER_CHANGE, HandleItem
from accounts.models.profiles import ProfileItem
from accounts.models.transactions import commit


def register(profile: Profile) -> bool:
    """Make the profile and claim its handle. False where either exists already."""

    def fill(transaction: TransactWrite) -> None:
        transaction.save(HandleItem(profile.handle, user_id=profile.id), HandleItem.claimable(profile.id))
        transaction.save(ProfileItem.of(profile), ProfileItem.user_id.does_not_exist())

    return not commit(fill)


def rename(profile: Profile, handle: str, changes: Mapping[str, Any], now: datetime) -> None:
    """Claim another handle, with whatever else changes; the old one stays its owner's for 30 days.

    Raises `HandleTaken`.
    """

    def fill(transaction: TransactWrite) -> None:
        transaction.save(HandleItem(handle, user_id=profile.id), HandleItem.claimable(profile.id))
        transaction.update(
            ProfileItem(profile.id),
            actions=ProfileItem.setting({**changes, "handle": handle, "initial": handle[0]}),
            condition=ProfileItem.handle == profile.handle,
        )
        transaction.update(HandleItem(profile.handle), actions=[HandleItem.expires_at.set(now + KEPT_AFTER_CHANGE)])

    if commit(fill):
        raise HandleTaken
