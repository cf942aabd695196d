"""The function for long work: exports, deletions of accounts, hiding all messages of a person.

Shortly before it would be stopped, it calls a successor that continues the job.
"""

from datetime import timedelta
from typing import Any

from deploy.handlers.cold_start import freeze_heap, load_apps, prepare

prepare()
load_apps()

# Importing them needs the apps. The modules that do the work are imported here, so that no job waits for them.
from accounts import hooks  # noqa: E402
from accounts.services import job_runner  # noqa: E402
from chatify.core import clock, logs  # noqa: E402

hooks.registered()
freeze_heap()

RESERVE = timedelta(seconds=60)
"""The time before the function is stopped in which no new slice of work begins."""


class Busy(Exception):
    """Another function works on this job, or was stopped while it did. Lambda tries again a minute or two later."""


def handler(event: dict[str, Any], context: Any) -> None:
    """Run the job that `job_id` names. Without a job_id (the hourly schedule), resume unfinished jobs."""
    if "job_id" not in event:
        return job_runner.sweep()
    until = clock.now() + timedelta(milliseconds=context.get_remaining_time_in_millis()) - RESERVE
    with logs.request_context(context.aws_request_id):
        if not job_runner.run(event["job_id"], until=until):
            raise Busy
    return None
