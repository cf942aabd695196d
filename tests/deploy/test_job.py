"""The function for long work: what it is called for, and what is left of one that was killed."""

from types import SimpleNamespace
from typing import Any

import pytest

from accounts.services import job_runner
from chatify.core import clock
from deploy.handlers import job

CONTEXT = SimpleNamespace(aws_request_id="request-1", get_remaining_time_in_millis=lambda: 900_000)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is asked of accounts.services.job_runner; there is one job, `free`, that nobody holds."""
    calls: list[Any] = []

    def run(job_id: str, *, until: Any) -> bool:
        calls.append((job_id, until))
        return job_id == "free"

    monkeypatch.setattr(job_runner, "run", run)
    monkeypatch.setattr(job_runner, "sweep", lambda: calls.append("sweep"))
    return calls


def test_a_job_ends_a_minute_before_aws_stops_it(asked: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)
    job.handler({"job_id": "free"}, CONTEXT)
    [(name, until)] = asked
    assert (name, (until - moment).total_seconds()) == ("free", 840)


def test_aws_retries_a_job_that_another_function_holds(asked: list[Any]) -> None:
    with pytest.raises(job.Busy):
        job.handler({"job_id": "held"}, CONTEXT)


def test_the_schedule_resumes_unfinished_jobs(asked: list[Any]) -> None:
    job.handler({}, CONTEXT)
    assert asked == ["sweep"]
