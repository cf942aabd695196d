"""What operators do to a person: profile, audit log and whatever the act settles change together or not at all."""

from collections.abc import Callable, Mapping
from random import uniform
from time import sleep
from typing import Any

from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from accounts.domain import HandleTaken, PersonNotFound, Profile
from accounts.models.audit import Entry
from accounts.models.handles import HandleItem
from accounts.models.profiles import ProfileItem
from accounts.models.sessions import SessionItem
from chatify.dynamodb import transaction_connection
from chatify.errors import Unavailable

TRIES = 5
FAILED, CONFLICT = "ConditionalCheckFailed", "TransactionConflict"
Beside = Callable[[TransactWrite], None]
"""Adds updates of other tables; where a condition of theirs fails nothing is done at all."""


class Overtaken(Exception):
    """What the act was to settle had been settled by somebody else."""


def change_person(
    person: Profile,
    changes: Mapping[str, Any],
    *entries: Entry,
    beside: Beside | None = None,
    ends_sign_ins: bool = False,
) -> None:
    """Attributes of the profile by name; None removes one. One transaction: 2 WCU an item and index.

    Raises `Overtaken`, `PersonNotFound`, `Unavailable`.
    """

    def fill(transaction: TransactWrite) -> None:
        actions = ProfileItem.setting(changes) + ([ProfileItem.epoch.add(1)] if ends_sign_ins else [])
        transaction.update(ProfileItem(person.id), actions=actions, condition=ProfileItem.user_id.exists())
        if beside:
            beside(transaction)

    failed = commit(fill, *entries)
    if failed:
        raise PersonNotFound if failed[0] == 0 else Overtaken


def rename_person(person: Profile, handle: str, changes: Mapping[str, Any], *entries: Entry) -> None:
    """A handle given by an operator; the old one is free at once. One transaction. Raises `HandleTaken`."""

    def fill(transaction: TransactWrite) -> None:
        transaction.save(HandleItem(handle, user_id=person.id), condition=HandleItem.claimable(person.id))
        transaction.delete(HandleItem(person.handle))
        transaction.update(
            ProfileItem(person.id),
            actions=ProfileItem.setting({**changes, "handle": handle, "initial": handle[0]}),
            condition=ProfileItem.handle == person.handle,
        )

    if commit(fill, *entries):
        raise HandleTaken


def end_session(session_id: str, entry: Entry) -> None:
    """One transaction; no error where it had ended already."""
    commit(lambda transaction: transaction.delete(SessionItem(session_id)), entry)


def commit(fill: Callable[[TransactWrite], None], *entries: Entry) -> list[int]:
    """One transaction, again where others were at the same items. Answers which of the updates failed their condition,
    counted from 0; -1 stands for anything else that did.
    """
    for attempt in range(TRIES):
        sleep(uniform(0, 0.02 * 2**attempt) if attempt else 0)  # noqa: S311  # jitter, not a secret
        updates = 0
        try:
            with TransactWrite(connection=transaction_connection()) as transaction:
                fill(transaction)
                for entry in entries:
                    entry.put(transaction)
                # PynamoDB sends deletes, puts, updates, in this order.
                updates = len(transaction._update_items)
        except TransactWriteError as error:
            reasons = [reason.code if reason else None for reason in error.cancellation_reasons]
            if FAILED in reasons:
                first = len(reasons) - updates
                return [max(-1, at - first) for at, reason in enumerate(reasons) if reason == FAILED]
            if CONFLICT not in reasons:
                raise
        else:
            return []
    raise Unavailable
