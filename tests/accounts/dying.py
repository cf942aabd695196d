"""`python -m tests.accounts.dying <job> <calls>`: goes on with a job until the kernel kills it at that call to AWS.

At an odd one just before it, at an even one when it was done and nobody knows yet.
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


def main(job_id: str, calls: int) -> None:
    send, number = URLLib3Session.send, count(1)

    def mortal(self: URLLib3Session, request: Any) -> Any:
        last = next(number) == calls
        if last and calls % 2:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = send(self, request)
        if last:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    URLLib3Session.send = mortal  # type: ignore[method-assign]
    job_runner.run(job_id)


main(sys.argv[1], int(sys.argv[2]))
