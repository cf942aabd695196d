"""The function behind Cognito's triggers. It may write profiles and knows no secret."""

from typing import Any

from deploy.handlers.cold_start import freeze_heap, load_apps, prepare

prepare()
load_apps()

from django.conf import settings  # noqa: E402

from accounts import triggers  # noqa: E402  # importing it needs the apps
from chatify.core import logs, metrics  # noqa: E402

freeze_heap()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one trigger of the user pool."""
    # The pool's id comes with the event: as a variable of this function it would be a cycle in the template.
    settings.COGNITO["pool_id"] = event["userPoolId"]
    with logs.request_context(context.aws_request_id if context else ""), metrics.collector():
        return triggers.handler(event, context)
