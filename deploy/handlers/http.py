"""The function behind the HTTP API."""

from typing import Any

from deploy.handlers.start import REQUIRED, settle, start

start(*REQUIRED, "CHATIFY_ORIGIN_SECRET")

from django.core.wsgi import get_wsgi_application  # noqa: E402
from mangum import Mangum  # noqa: E402

from chatify.core import logs, metrics  # noqa: E402
from chatify.web.asgi_bridge import Bridge  # noqa: E402
from deploy.handlers import front, warm  # noqa: E402

_wsgi = get_wsgi_application()
_django = Mangum(Bridge(_wsgi), lifespan="off")
warm.up(_wsgi)
settle()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    headers = front.lower(event.get("headers"))
    if not front.passed(headers):
        return front.REFUSAL
    with logs.request_context(event["requestContext"]["requestId"]), metrics.collector():
        return _django(front.as_viewed(event, headers), context)
