"""Metrics in CloudWatch's embedded metric format: JSON lines in the log, which need neither a call nor an agent.

They are collected while an event is handled and printed at its end. Outside a collector, as on a laptop, counting does
nothing. docs/operations.md explains each metric.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter, time
from typing import Any

NAMESPACE = "Chatify"
UNITS = {
    "Messages": "Count",
    "Deliveries": "Count",
    "Gone": "Count",
    "Conflicts": "Count",
    "Connections": "Count",
    "Repaired": "Count",
    "Failures": "Count",
    "FanOut": "Milliseconds",
}
"""Beyond ten free ones, CloudWatch charges $0.30 a month for each metric."""

Values = dict[str, float]
_values: ContextVar[Values | None] = ContextVar("metrics", default=None)


def count(name: str, value: float = 1) -> None:
    """Add to a metric of the current event."""
    values = _values.get()
    if values is not None and value:
        values[name] = values.get(name, 0) + value


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Add the milliseconds that the block takes to a metric."""
    started = perf_counter()
    try:
        yield
    finally:
        count(name, round((perf_counter() - started) * 1000, 1))


@contextmanager
def collector() -> Iterator[None]:
    """Collect the metrics of one event and print them at its end."""
    values: Values = {}
    token = _values.set(values)
    try:
        yield
    finally:
        _values.reset(token)
        if values:
            print(log_line(values, os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "")), file=sys.stdout, flush=True)


def log_line(values: Values, function: str) -> str:
    """Format the metrics. `function` is named `<site>-<function>`; the site keeps several in one account apart."""
    metrics = [{"Name": name, "Unit": UNITS[name]} for name in values]
    directive = {"Namespace": NAMESPACE, "Dimensions": [["Site"]], "Metrics": metrics}
    metadata: dict[str, Any] = {"_aws": {"Timestamp": round(time() * 1000), "CloudWatchMetrics": [directive]}}
    return json.dumps({**metadata, "Site": function.rpartition("-")[0], "Function": function, **values})
