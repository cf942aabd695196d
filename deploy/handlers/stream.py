"""The function behind the stream of `messages`."""

from typing import Any

from deploy.handlers.start import settle, start

start()

import django  # noqa: E402

django.setup()

from chat.stream import consume  # noqa: E402  # models need the apps
from chatify.core import logs, metrics  # noqa: E402

settle()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Says which records to bring again; those that never succeed go to the queue."""
    with logs.request_context(context.aws_request_id if context else ""), metrics.collector():
        failed = consume(event["Records"])
    return {"batchItemFailures": [{"itemIdentifier": sequence_number} for sequence_number in failed]}
