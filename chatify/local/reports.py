"""What a browser says our pages tried against their own policy: tests assert that it is nothing."""

import json
import logging
from collections import deque
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

logger = logging.getLogger(__name__)
_reports: deque[Any] = deque(maxlen=100)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def csp_reports(request: HttpRequest) -> HttpResponse:
    """POST from browsers (`report-uri`); GET answers `{"results": […]}`, newest last, of this process."""
    if request.method == "GET":
        return JsonResponse({"results": list(_reports)})
    try:
        report = json.loads(request.body[:10_000])
    except ValueError:
        return HttpResponse(status=400)
    _reports.append(report)
    logger.warning("Content-Security-Policy: %s", json.dumps(report)[:500])
    return HttpResponse(status=204)
