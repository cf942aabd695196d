"""The function behind the stream of the `messages` table."""

from typing import Any

from deploy.handlers.cold_start import freeze_heap, load_apps, prepare

prepare()
load_apps()

from chat.stream import consume  # noqa: E402  # importing it needs the apps
from chatify.core import logs, metrics  # noqa: E402

freeze_heap()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Consume the records and name those to deliver again; Lambda queues those that fail too often."""
    with logs.request_context(context.aws_request_id if context else ""), metrics.collector():
        failed_records = consume(event["Records"])
    return {"batchItemFailures": [{"itemIdentifier": sequence_number} for sequence_number in failed_records]}
