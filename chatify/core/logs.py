"""Logs in AWS: one JSON object a line with the id of its request. A line break in a name cannot forge an entry.

Log people by id only, and never a message, token, ticket, address or query.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_request_id: ContextVar[str] = ContextVar("request_id", default="")
STANDARD_ATTRIBUTES = set(logging.makeLogRecord({}).__dict__) | {
    "message",
    "asctime",
    "request",
    "taskName",
    "status_code",
}
"""The attributes of every log record; any other was given as `extra`."""


@contextmanager
def request_context(request_id: str) -> Iterator[None]:
    """Add the id to every line logged inside, also by threads that copy the context."""
    token = _request_id.set(request_id)
    try:
        yield
    finally:
        _request_id.reset(token)


class JsonFormatter(logging.Formatter):
    """Writes a record as JSON; what was given as `extra` becomes fields of its own."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": _request_id.get() or None,
            "trace": self.formatException(record.exc_info) if record.exc_info else None,
            **{name: value for name, value in record.__dict__.items() if name not in STANDARD_ATTRIBUTES},
        }
        return json.dumps({name: value for name, value in entry.items() if value is not None}, default=str)
