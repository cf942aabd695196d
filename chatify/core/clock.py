"""The one source of time, so that tests can hold it still."""

from datetime import UTC, datetime


def now() -> datetime:
    """UTC, cut to whole milliseconds, as clients see it."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def rfc3339(moment: datetime) -> str:
    """`2026-11-22T19:50:00.123Z`: UTC with milliseconds, as the contract has it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
