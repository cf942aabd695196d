"""Long work for a person: done step by step, each step in slices, each of which may be repeated.

After every slice the place is kept, so that a job which is killed goes on there: at the next start of a laptop's
server, by the next invocation in AWS.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from time import monotonic
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models.jobs import JobItem, Kind
from chatify.core import clock
from chatify.core.store_errors import StoreError

logger = logging.getLogger(__name__)

STAY_EACH_SECONDS = 20
Slice = Callable[[JobItem, Any], Any]
"""Does a part from a cursor on (None: from the start) and answers the next cursor, None where the step is done."""


def start(kind: Kind, user_id: str, facts: Mapping[str, Any]) -> str:
    """The job's id. It runs beside, by `settings.JOBS`: a thread on a laptop, an invocation in AWS."""
    job_id = str(JobItem.make(kind, user_id, facts).job_id)
    try:
        _runner()(job_id)
    except StoreError:
        # It is kept and will be done: who asked must not be told that nothing was.
        logger.exception("a job waits for the next sweep")
    return job_id


def run(job_id: str, *, until: datetime | None = None) -> bool:
    """To its end, or until time is up and another goes on. Whatever breaks is raised and may be tried again.

    False where somebody else is at it, or was a minute ago: who knows that they are dead tries again.
    """
    job = JobItem.find(job_id)
    if job is None or job.done_at:
        return True
    if not job.hold(clock.now()):
        return False
    steps = _steps(job)
    while int(job.step) < len(steps):
        if until is not None and clock.now() > until:
            job.let_go()
            _runner()(job_id)
            return True
        if not _advance(job, steps[int(job.step)]):
            return False
    job.finish({}, clock.now())
    return True


class Taken(Exception):
    """Another has the job now."""


def stay(job: JobItem) -> Callable[[], None]:
    """To be called again and again amid a slice that takes minutes; raises `Taken`. An UpdateItem each 20 s."""
    said = monotonic()

    def still_here() -> None:
        nonlocal said
        if monotonic() - said > STAY_EACH_SECONDS:
            said = monotonic()
            if not job.stay(clock.now()):
                raise Taken

    return still_here


def _advance(job: JobItem, act: Slice) -> bool:
    cursor = act(job, job.cursor)
    step = int(job.step) + (cursor is None)
    return job.reach(step, cursor, clock.now())


def resume() -> None:
    """At the start of a laptop's server: whatever the former one left, which is dead."""
    for job in JobItem.unfinished():
        job.let_go()
        _runner()(job.job_id)


def sweep() -> None:
    """In AWS, now and then: what nobody is at, whoever was killed and however often."""
    now = clock.now()
    for job in JobItem.unfinished():
        if job.is_due(now):
            _runner()(job.job_id)


def progress(job_id: str) -> tuple[int, int] | None:
    """How many steps are done, of how many; None where there is no such job. One GetItem."""
    job = JobItem.find(job_id)
    if job is None:
        return None
    steps = len(_steps(job))
    return (steps if job.done_at else int(job.step)), steps


def _steps(job: JobItem) -> Sequence[Slice]:
    found: Callable[[], Sequence[Slice]] = import_string(settings.JOB_STEPS[job.kind])
    return found()


def _runner() -> Callable[[str], None]:
    found: Callable[[str], None] = import_string(settings.JOBS)
    return found
