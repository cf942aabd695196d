"""Numbers of what the site does, in CloudWatch's embedded metric format: a JSON line, no call, no agent.

Collected while an event is handled and printed once at its end. Without a collector, as on a laptop, counting does
nothing. Documented in docs/operations.md.
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
"""Each costs $0.30 a month beyond CloudWatch's ten free ones."""

Values = dict[str, float]
_values: ContextVar[Values | None] = ContextVar("metrics", default=None)


def count(name: str, value: float = 1) -> None:
    """Add to the current event's sum."""
    values = _values.get()
    if values is not None and value:
        values[name] = values.get(name, 0) + value


@contextmanager
def timed(name: str) -> Iterator[None]:
    began = perf_counter()
    try:
        yield
    finally:
        count(name, round((perf_counter() - began) * 1000, 1))


@contextmanager
def collected() -> Iterator[None]:
    values: Values = {}
    token = _values.set(values)
    try:
        yield
    finally:
        _values.reset(token)
        if values:
            print(line(values, os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "")), file=sys.stdout, flush=True)


def line(values: Values, function: str) -> str:
    """`function` is `<site>-<function>`: sites in one account are told apart."""
    metrics = [{"Name": name, "Unit": UNITS[name]} for name in values]
    directive = {"Namespace": NAMESPACE, "Dimensions": [["Site"]], "Metrics": metrics}
    told: dict[str, Any] = {"_aws": {"Timestamp": round(time() * 1000), "CloudWatchMetrics": [directive]}}
    return json.dumps({**told, "Site": function.rpartition("-")[0], "Function": function, **values})
