"""The function behind the HTTP API."""

import os
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from mangum import Mangum

from chatify.bridge import Bridge
from deploy.handlers import front

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatify.settings")
_django = Mangum(Bridge(get_wsgi_application()), lifespan="off")
# Views are imported now, while a starting function has the whole processor, and not in the first request.
_ = get_resolver().url_patterns


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    headers = front.lower(event.get("headers"))
    return _django(front.as_viewed(event, headers), context) if front.passed(headers) else front.REFUSAL
