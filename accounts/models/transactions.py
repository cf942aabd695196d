"""One transaction, and again where others were at the same items."""

from collections.abc import Callable
from random import uniform
from time import sleep

from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from accounts.models.audit import Entry
from chatify.core.dynamodb import transaction_connection
from chatify.core.errors import Unavailable

TRIES = 5
FAILED, CONFLICT = "ConditionalCheckFailed", "TransactionConflict"


def commit(fill: Callable[[TransactWrite], None], *entries: Entry) -> list[int]:
    """Answers which of the updates failed their condition, counted from 0; -1 stands for anything else that did.

    Raises `Unavailable` where others were quicker five times.
    """
    for attempt in range(TRIES):
        if attempt:
            sleep(uniform(0, 0.02 * 2**attempt))  # noqa: S311  # jitter, not a secret
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
