"""The function for long work runs jobs, and its schedule resumes unfinished ones."""

from types import SimpleNamespace
from typing import Any

import pytest

from accounts.services import job_runner
from chatify.core import clock
from deploy.handlers import job

CONTEXT = SimpleNamespace(aws_request_id="request-1", get_remaining_time_in_millis=lambda: 900_000)


@pytest.fixture
def job_runner_calls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return the calls of accounts.services.job_runner. The job `free` can be run, all others are held."""
    calls: list[Any] = []

    def run(job_id: str, *, until: Any) -> bool:
        calls.append((job_id, until))
        return job_id == "free"

    monkeypatch.setattr(job_runner, "run", run)
    monkeypatch.setattr(job_runner, "sweep", lambda: calls.append("sweep"))
    return calls


def test_a_job_ends_a_minute_before_aws_stops_it(job_runner_calls: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    job.handler({"job_id": "free"}, CONTEXT)
    [(name, until)] = job_runner_calls
    assert (name, (until - now).total_seconds()) == ("free", 840)


def test_aws_retries_a_job_that_another_function_holds(job_runner_calls: list[Any]) -> None:
    with pytest.raises(job.Busy):
        job.handler({"job_id": "held"}, CONTEXT)


def test_the_schedule_resumes_unfinished_jobs(job_runner_calls: list[Any]) -> None:
    job.handler({}, CONTEXT)
    assert job_runner_calls == ["sweep"]
