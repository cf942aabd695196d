"""Why a transaction was cancelled."""

from pynamodb.exceptions import TransactWriteError

CONDITION_FAILED = "ConditionalCheckFailed"
CONTENTION = {CONDITION_FAILED, "TransactionConflict"}


def reasons(error: TransactWriteError) -> list[str | None]:
    """Return a code for each item, in the order PynamoDB sends them: condition checks, deletes, puts, updates."""
    return [reason.code if reason else None for reason in error.cancellation_reasons]


def is_contention(error: TransactWriteError) -> bool:
    """Return whether the transaction only lost a race: then trying again at the new ends is right."""
    return (
        bool(CONTENTION.intersection(reasons(error))) or error.cause_response_code == "TransactionInProgressException"
    )
