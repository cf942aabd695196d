"""The current time. All code asks here, so that tests can stop the clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the time in UTC, cut to whole milliseconds as clients see it."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def rfc3339(moment: datetime) -> str:
    """Format a time as the contract has it: `2026-11-22T19:50:00.123Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
