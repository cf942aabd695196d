"""Each line of the logs is one JSON object, whatever people write, and metrics are lines that CloudWatch reads."""

import io
import json
import logging
import re
import time
from pathlib import Path

import pytest

from chatify.core import logs, metrics
from deploy.logs import format_line


@pytest.fixture
def logged():
    """Return a logger as in AWS, and a callable that returns the lines it has written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonFormatter())
    logger = logging.getLogger(__name__)
    logger.setLevel("INFO")
    logger.addHandler(handler)
    yield logger, lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logger.removeHandler(handler)


def test_a_line_contains_the_request_id_and_the_extra_fields(logged) -> None:
    logger, lines = logged
    with logs.request_context("request-1"):
        logger.info("signed in", extra={"actor": "u1"})
    logger.info("later")
    first, second = lines()
    assert (first["message"], first["actor"], first["request_id"], first["level"]) == (
        "signed in",
        "u1",
        "request-1",
        "INFO",
    )
    assert "request_id" not in second


def test_a_line_break_forges_no_entry(logged) -> None:
    logger, lines = logged
    logger.warning("name: %s", 'x\r\n{"level": "INFO", "message": "all is well"}')
    assert len(lines()) == 1


def test_a_traceback_is_part_of_its_line(logged) -> None:
    logger, lines = logged
    try:
        int("why")
    except ValueError:
        logger.exception("failed")
    assert "ValueError: invalid literal" in lines()[0]["trace"]


def test_metrics_are_summed_and_printed_once_for_each_event(capsys, monkeypatch) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "my-chat-http")
    with metrics.collector():
        metrics.count("Deliveries", 2)
        metrics.count("Deliveries", 3)
        metrics.count("Gone", 0)
        with metrics.timed("FanOut"):
            time.sleep(0.001)
    entry = json.loads(capsys.readouterr().out)
    assert (entry["Deliveries"], entry["Site"], entry["Function"]) == (5, "my-chat", "my-chat-http")
    directive = entry["_aws"]["CloudWatchMetrics"][0]
    assert directive["Namespace"] == "Chatify"
    assert {"Name": "Deliveries", "Unit": "Count"} in directive["Metrics"]
    assert {"Name": "FanOut", "Unit": "Milliseconds"} in directive["Metrics"]
    assert "Gone" not in entry
    assert all(name in entry for dimensions in directive["Dimensions"] for name in dimensions)


def test_a_refusal_is_logged_once() -> None:
    """Django's own handlers would log a refusal a second time."""
    assert logging.getLogger("django").handlers == []
    assert logging.getLogger("django.request").propagate


def test_counting_without_a_collector_prints_nothing(capsys) -> None:
    metrics.count("Messages")
    with metrics.collector():
        pass
    assert capsys.readouterr().out == ""


ROOT = Path(__file__).parents[2]


def test_every_metric_is_documented() -> None:
    handbook = (ROOT / "docs/operations.md").read_text()
    assert [name for name in metrics.UNITS if f"{name} " not in handbook] == []


def test_code_counts_exactly_the_declared_metrics() -> None:
    code = "".join(path.read_text() for folder in ("accounts", "chat") for path in (ROOT / folder).rglob("*.py"))
    assert set(re.findall(r'metrics\.(?:count|timed)\("(\w+)"', code)) == set(metrics.UNITS)


def test_log_lines_are_readable_for_people() -> None:
    line = json.dumps(
        {"time": "2026-11-22T20:15:01.123+00:00", "level": "INFO", "logger": "x", "message": "signed in", "actor": "u1"}
    )
    assert format_line("http", line) == "20:15:01.123 http    INFO    signed in  logger=x actor=u1"
    assert format_line("socket", "Task timed out").endswith("Task timed out")
