"""What an act of moderation writes in the same transaction: audit entries, and the report that it resolves."""

from collections.abc import Callable
from typing import Any

from pynamodb.transactions import TransactWrite

from accounts.models.audit import Entry
from accounts.models.operator_transactions import Overtaken
from accounts.models.transactions import commit
from chat.models.invites import InviteItem
from chat.models.reports import Outcome, Report, ReportItem

Settlement = tuple[Report, Outcome, str]
"""The report, what became of it, and the id of who decided."""


def extra_writes(*entries: Entry, settles: Settlement | None = None) -> Callable[..., None]:
    """Return the writes for a transaction: they fit a revision of a message and a change of a person alike."""

    def fill(transaction: TransactWrite, *_: Any) -> None:
        for entry in entries:
            entry.put(transaction)
        if settles:
            ReportItem.settle(transaction, *settles)

    return fill


def revoke_invite(found_id: str, entry: Entry) -> None:
    """One transaction; again changes nothing but the log."""
    commit(lambda transaction: transaction.delete(InviteItem(found_id)), entry)


def settle(settles: Settlement, *entries: Entry) -> None:
    """Nothing but the decision. One transaction. Raises `Overtaken` where somebody else has decided."""
    if commit(extra_writes(settles=settles), *entries):
        raise Overtaken
