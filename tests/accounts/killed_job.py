"""Run a job and kill the process at a call to AWS: `python -m tests.accounts.killed_job <job> <call number>`.

At an odd number the process dies before the call, at an even number after it.
"""

import os
import signal
import sys
from itertools import count
from typing import Any

import django
from botocore.httpsession import URLLib3Session

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatify.settings")
django.setup()

from accounts.services import job_runner  # noqa: E402  # models need the apps


def main(job_id: str, fatal_call: int) -> None:
    send, number = URLLib3Session.send, count(1)

    def send_or_die(self: URLLib3Session, request: Any) -> Any:
        is_fatal = next(number) == fatal_call
        if is_fatal and fatal_call % 2:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = send(self, request)
        if is_fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    URLLib3Session.send = send_or_die  # type: ignore[method-assign]
    job_runner.run(job_id)


main(sys.argv[1], int(sys.argv[2]))
