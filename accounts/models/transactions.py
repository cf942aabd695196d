"""One transaction, tried again where another one was at the same items."""

from collections.abc import Callable

from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from accounts.models.audit import Entry
from chatify.core.dynamodb import CONDITION_FAILED, TRANSACTION_CONFLICT, cancellation_codes, transaction_connection
from chatify.core.errors import Unavailable
from chatify.core.retry import retry_with_jitter

TRIES = 5


def commit(fill: Callable[[TransactWrite], None], *entries: Entry) -> list[int]:
    """Return which updates failed their condition, counted from 0; -1 stands for a failed put, delete or check.

    An empty list means that everything was written. Raises `Unavailable` if other transactions won every try.
    """
    for _ in retry_with_jitter(TRIES, unit=0.02):
        updates = 0
        try:
            with TransactWrite(connection=transaction_connection()) as transaction:
                fill(transaction)
                for entry in entries:
                    entry.put(transaction)
                # PynamoDB sends the updates last.
                updates = len(transaction._update_items)
        except TransactWriteError as error:
            codes = cancellation_codes(error)
            if CONDITION_FAILED in codes:
                first_update = len(codes) - updates
                return [max(-1, at - first_update) for at, code in enumerate(codes) if code == CONDITION_FAILED]
            if TRANSACTION_CONFLICT not in codes:
                raise
        else:
            return []
    raise Unavailable
