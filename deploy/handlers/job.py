"""The function for long work: exports, deletions, hiding all that somebody said. Near its end another takes over."""

from datetime import timedelta
from typing import Any

from deploy.handlers.start import settle, start

start()

import django  # noqa: E402

django.setup()

from accounts.services import deletion, export, jobs  # noqa: E402  # models need the apps; what jobs do comes with the start
from chat.services import message_hiding  # noqa: E402
from chatify.core import clock, logs  # noqa: E402

settle()

__all__ = ["deletion", "export", "handler", "message_hiding"]

SPARED = timedelta(seconds=60)
"""Before the function's end, so that a slice of work that has begun is finished, and the rest is called for anew."""


class Busy(Exception):
    """Another is at this job, or was when it was killed: AWS tries again in a minute or two."""


def handler(event: dict[str, Any], context: Any) -> None:
    """`{"job_id": …}`; of anything else, as a schedule sends it, what was left unfinished is gone on with."""
    if "job_id" not in event:
        return jobs.sweep()
    until = clock.now() + timedelta(milliseconds=context.get_remaining_time_in_millis()) - SPARED
    with logs.request_context(context.aws_request_id):
        if not jobs.run(event["job_id"], until=until):
            raise Busy
    return None
