"""Acts of operators on a person: profile, audit log and extra writes change in one transaction."""

from collections.abc import Callable, Mapping
from typing import Any

from pynamodb.transactions import TransactWrite

from accounts.domain import HandleTaken, PersonNotFound, Profile
from accounts.models.audit import Entry
from accounts.models.handles import HandleItem
from accounts.models.profiles import ProfileItem
from accounts.models.sessions import SessionItem
from accounts.models.transactions import commit

ExtraWrites = Callable[[TransactWrite], None]
"""Adds updates of other tables to the transaction. Where a condition of theirs fails, nothing is written."""


class Overtaken(Exception):
    """Somebody else had done this before: a condition of the extra writes failed."""


def change_person(
    person: Profile,
    changes: Mapping[str, Any],
    *entries: Entry,
    extra_writes: ExtraWrites | None = None,
    ends_sign_ins: bool = False,
) -> None:
    """Change attributes of the profile by name; None removes one. One transaction: 2 WCU an item and index.

    Raises `Overtaken`, `PersonNotFound`, `Unavailable`.
    """

    def fill(transaction: TransactWrite) -> None:
        actions = ProfileItem.update_actions(changes) + ([ProfileItem.epoch.add(1)] if ends_sign_ins else [])
        transaction.update(ProfileItem(person.id), actions=actions, condition=ProfileItem.user_id.exists())
        if extra_writes:
            extra_writes(transaction)

    failed = commit(fill, *entries)
    if failed:
        raise PersonNotFound if failed[0] == 0 else Overtaken


def rename_person(person: Profile, handle: str, changes: Mapping[str, Any], *entries: Entry) -> None:
    """Give a person another handle; the old one is free at once. One transaction. Raises `HandleTaken`."""

    def fill(transaction: TransactWrite) -> None:
        transaction.save(HandleItem(handle, user_id=person.id), condition=HandleItem.claimable(person.id))
        transaction.delete(HandleItem(person.handle))
        transaction.update(
            ProfileItem(person.id),
            actions=ProfileItem.update_actions({**changes, "handle": handle, "initial": handle[0]}),
            condition=ProfileItem.handle == person.handle,
        )

    if commit(fill, *entries):
        raise HandleTaken


def end_session(session_id: str, entry: Entry) -> None:
    """End a sign-in; no error if it had ended already. One transaction."""
    commit(lambda transaction: transaction.delete(SessionItem(session_id)), entry)
