"""Why a transaction was cancelled, or an update refused."""

from collections.abc import Iterator
from contextlib import contextmanager

from pynamodb.exceptions import TransactWriteError, UpdateError

CONDITION_FAILED = "ConditionalCheckFailed"
CONTENTION = {CONDITION_FAILED, "TransactionConflict"}


def reasons(error: TransactWriteError) -> list[str | None]:
    """One for each item, in the order PynamoDB sends them: condition checks, deletes, puts, updates."""
    return [reason.code if reason else None for reason in error.cancellation_reasons]


def is_contention(error: TransactWriteError) -> bool:
    """Trying again at the new ends is right."""
    return (
        bool(CONTENTION.intersection(reasons(error))) or error.cause_response_code == "TransactionInProgressException"
    )


@contextmanager
def unless_gone() -> Iterator[None]:
    """Around an update on the condition that its row is there. Whatever else refuses it is raised."""
    try:
        yield
    except UpdateError as error:
        if error.cause_response_code != f"{CONDITION_FAILED}Exception":
            raise
