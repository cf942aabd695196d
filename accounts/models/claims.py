"""Profiles and handles change together or not at all: two items, one transaction (4 WCU)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from accounts.domain import HandleTaken, Profile
from accounts.models.handles import KEPT_AFTER_CHANGE, HandleItem
from accounts.models.profiles import ProfileItem
from chatify.dynamodb import transaction_connection


def register(profile: Profile) -> bool:
    """Make the profile and claim its handle. False where either exists already, or others were at it just now."""
    try:
        with TransactWrite(connection=transaction_connection()) as transaction:
            transaction.save(HandleItem(profile.handle, user_id=profile.id), HandleItem.claimable(profile.id))
            transaction.save(ProfileItem.of(profile), ProfileItem.user_id.does_not_exist())
    except TransactWriteError as error:
        return _cancelled(error)
    return True


def rename(profile: Profile, handle: str, changes: Mapping[str, Any], now: datetime) -> None:
    """Claim another handle, with whatever else changes; the old one stays its owner's for 30 days.

    Raises `HandleTaken`.
    """
    try:
        with TransactWrite(connection=transaction_connection()) as transaction:
            transaction.save(HandleItem(handle, user_id=profile.id), HandleItem.claimable(profile.id))
            transaction.update(
                ProfileItem(profile.id),
                actions=ProfileItem.setting({**changes, "handle": handle, "initial": handle[0]}),
                condition=ProfileItem.handle == profile.handle,
            )
            transaction.update(HandleItem(profile.handle), actions=[HandleItem.expires_at.set(now + KEPT_AFTER_CHANGE)])
    except TransactWriteError as error:
        _cancelled(error)
        raise HandleTaken from error


def _cancelled(error: TransactWriteError) -> bool:
    if error.cause_response_code != "TransactionCanceledException":
        raise error
    return False
