"""Long work for a person: how a job is started, and how its runner keeps it. `accounts.services.job_runner` runs it."""

import logging
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models.jobs import JobItem
from chatify.core import clock
from chatify.core.store_errors import StoreError

logger = logging.getLogger(__name__)

PROLONG_EVERY_SECONDS = 20


class JobLost(Exception):
    """Another process has taken the job over."""


def start(kind: str, user_id: str, facts: Mapping[str, Any]) -> str:
    """Store a job, hand it to `settings.JOBS` (a thread on a laptop, an invocation in AWS), and return its id."""
    job_id = str(JobItem.make(kind, user_id, facts).job_id)
    try:
        launch(job_id)
    except StoreError:
        # The job is stored and the next sweep runs it, so the caller must not be told that nothing was done.
        logger.exception("a job waits for the next sweep")
    return job_id


def launch(job_id: str) -> None:
    """Have a stored job run beside this process, by `settings.JOBS`."""
    run_beside: Callable[[str], None] = import_string(settings.JOBS)
    run_beside(job_id)


def prolonger(job: JobItem) -> Callable[[], None]:
    """Return a function to call often during a slice of minutes. It prolongs the hold, or raises `JobLost`.

    One UpdateItem every 20 seconds.
    """
    prolonged_at = monotonic()

    def prolong() -> None:
        nonlocal prolonged_at
        if monotonic() - prolonged_at > PROLONG_EVERY_SECONDS:
            prolonged_at = monotonic()
            if not job.prolong(clock.now()):
                raise JobLost

    return prolong
