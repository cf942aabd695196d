"""Jobs on a laptop: each in a thread. What a killed server left is gone on with by the next."""

import logging
from threading import Thread
from types import ModuleType

logger = logging.getLogger(__name__)


def start(job_id: str) -> None:
    Thread(target=_run, args=(job_id,), name=f"job-{job_id[:6]}", daemon=True).start()


def resume() -> None:
    _jobs().resume()


def _run(job_id: str) -> None:
    try:
        _jobs().run(job_id)
    except Exception:
        # The thread is all that would hear of it; the job stays where it was.
        logger.exception("job %s was left unfinished", job_id)


def _jobs() -> ModuleType:
    """They need the apps, which the settings that name this module come before."""
    from accounts.services import jobs

    return jobs
