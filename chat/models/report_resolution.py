"""What an act of moderation writes in the same transaction: audit entries, and the report that it resolves."""

from collections.abc import Callable
from typing import Any

from pynamodb.transactions import TransactWrite

from accounts.models.audit import Entry
from accounts.models.operator_transactions import Overtaken
from accounts.models.transactions import commit
from chat.models.invites import InviteItem
from chat.models.reports import Outcome, Report, ReportItem

Resolution = tuple[Report, Outcome, str]
"""The report, its outcome, and the id of the operator who decided."""


def extra_writes(*entries: Entry, resolution: Resolution | None = None) -> Callable[..., None]:
    """Return the writes for a transaction: they fit a revision of a message and a change of a person alike."""

    def fill(transaction: TransactWrite, *_: Any) -> None:
        for entry in entries:
            entry.put(transaction)
        if resolution:
            ReportItem.resolve(transaction, *resolution)

    return fill


def revoke_invite(invite_id: str, entry: Entry) -> None:
    """Delete an invitation; repeating changes nothing but the audit log. One transaction."""
    commit(lambda transaction: transaction.delete(InviteItem(invite_id)), entry)


def resolve(resolution: Resolution, *entries: Entry) -> None:
    """Resolve a report, and nothing else. One transaction. Raises `Overtaken` if somebody else has decided."""
    if commit(extra_writes(resolution=resolution), *entries):
        raise Overtaken
