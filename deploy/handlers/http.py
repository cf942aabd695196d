"""The function behind the HTTP API: pages and REST."""

from typing import Any

from deploy.handlers.cold_start import REQUIRED, WITH_PAGES, freeze_heap, prepare

prepare(*REQUIRED, "CHATIFY_ORIGIN_SECRET", settings_module=WITH_PAGES)

from django.core.wsgi import get_wsgi_application  # noqa: E402
from mangum import Mangum  # noqa: E402

from chatify.core import logs, metrics  # noqa: E402
from chatify.web.asgi_bridge import Bridge  # noqa: E402
from deploy.handlers import origin_check  # noqa: E402
from deploy.handlers.warm_up import warm_up  # noqa: E402

_wsgi = get_wsgi_application()
_django = Mangum(Bridge(_wsgi), lifespan="off")
warm_up(_wsgi)
freeze_heap()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one HTTP API event, or 403 if it did not come through CloudFront."""
    headers = origin_check.lowercase_names(event.get("headers"))
    if not origin_check.has_secret(headers):
        return origin_check.FORBIDDEN
    with logs.request_context(event["requestContext"]["requestId"]), metrics.collector():
        return _django(origin_check.as_viewer_sent(event, headers), context)
