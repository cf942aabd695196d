"""The function behind Cognito's triggers. It may write profiles and knows no secret."""

from typing import Any

from deploy.handlers.start import settle, start

start()

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402

from accounts import triggers  # noqa: E402  # models need the apps
from chatify.core import logs, metrics  # noqa: E402

settle()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    # The pool tells its own name: as a variable of this function it would be a cycle in the template.
    settings.COGNITO["pool_id"] = event["userPoolId"]
    with logs.request_context(context.aws_request_id if context else ""), metrics.collector():
        return triggers.handler(event, context)
