"""Runs each job in a thread. The next start of the server resumes what a killed one left unfinished."""

import logging
from threading import Thread
from types import ModuleType

logger = logging.getLogger(__name__)


def start(job_id: str) -> None:
    """Run the job in a thread of its own."""
    Thread(target=_run, args=(job_id,), name=f"job-{job_id[:6]}", daemon=True).start()


def resume() -> None:
    """Resume every unfinished job."""
    _jobs().resume()


def _run(job_id: str) -> None:
    try:
        _jobs().run(job_id)
    except Exception:
        # The thread has no caller that could report the error. The job stays where it was.
        logger.exception("job %s was left unfinished", job_id)


def _jobs() -> ModuleType:
    """Import the job runner late: it needs the apps, and the settings name this module before they are loaded."""
    from accounts.services import job_runner

    return job_runner
