"""Logs in AWS: one JSON object a line, with the request's id, so that a line break in a name cannot forge an entry.

What is logged names people by their id only; no body, token, ticket, address or query ever goes in.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_request_id: ContextVar[str] = ContextVar("request_id", default="")
ORDINARY = set(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "request", "taskName", "status_code"}
"""What every record has; anything else was given as `extra`."""


@contextmanager
def of_request(request_id: str) -> Iterator[None]:
    """Each line until its end bears the id, also from other threads that copy the context."""
    token = _request_id.set(request_id)
    try:
        yield
    finally:
        _request_id.reset(token)


class JsonFormatter(logging.Formatter):
    """`extra={"user_id": …}` become members beside `time`, `level`, `logger`, `message`, `request_id`, `trace`."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": _request_id.get() or None,
            "trace": self.formatException(record.exc_info) if record.exc_info else None,
            **{name: value for name, value in record.__dict__.items() if name not in ORDINARY},
        }
        return json.dumps({name: value for name, value in told.items() if value is not None}, default=str)
