"""Runs jobs step by step, each step in slices that may be repeated.

After every slice the job's place is stored, so that a killed job continues there: at the next start of a
laptop's server, or in the next invocation in AWS.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from accounts import hooks
from accounts.hooks import JobStep
from accounts.models.jobs import JobItem
from accounts.services import deletion, export, jobs
from chatify.core import clock

OWN_STEPS: Mapping[str, Sequence[JobStep]] = {"export": export.STEPS, "delete": deletion.STEPS}


def run(job_id: str, *, until: datetime | None = None) -> bool:
    """Run a job to its end, or until `until` and then launch it again. Whatever a step raises may be retried.

    Returns False if another process holds the job or held it less than a minute ago: whoever knows that process to
    be dead may try again.
    """
    job = JobItem.find(job_id)
    if job is None or job.done_at:
        return True
    if not job.hold(clock.now()):
        return False
    steps = steps_of(job.kind)
    while int(job.step) < len(steps):
        if until is not None and clock.now() > until:
            job.let_go()
            jobs.launch(job_id)
            return True
        if not _run_slice(job, steps[int(job.step)]):
            return False
    job.finish({}, clock.now())
    return True


def resume() -> None:
    """Launch every unfinished job, at the start of a laptop's server: the server that held them is dead."""
    for job in JobItem.unfinished():
        job.let_go()
        jobs.launch(job.job_id)


def sweep() -> None:
    """Launch every unfinished job that nobody holds and that is due for another try. In AWS a schedule calls this."""
    now = clock.now()
    for job in JobItem.unfinished():
        if job.is_due(now):
            jobs.launch(job.job_id)


def progress(job_id: str) -> tuple[int, int] | None:
    """Return how many steps are done, and of how many; None where there is no such job. One GetItem."""
    job = JobItem.find(job_id)
    if job is None:
        return None
    count = len(steps_of(job.kind))
    return (count if job.done_at else int(job.step)), count


def steps_of(kind: str) -> Sequence[JobStep]:
    """Return the steps of a kind of job: one of ours, or one of the app above. Raises `KeyError` for any other."""
    own = OWN_STEPS.get(kind)
    return own if own is not None else hooks.registered().job_steps[kind]


def _run_slice(job: JobItem, step: JobStep) -> bool:
    cursor = step(job, job.cursor)
    next_step = int(job.step) + (cursor is None)
    return job.reach(next_step, cursor, clock.now())
