"""The pages below `/dev/`: the outbox, and browsers' reports about our content security policy."""

import json
import logging
from collections import deque
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from chatify.local.outbox import mails

logger = logging.getLogger(__name__)

_csp_reports: deque[Any] = deque(maxlen=100)


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Show the mails, with `?to=` those to one address: HTML for a browser, JSON by `Accept` or `?format=json`."""
    to = request.GET.get("to") or None
    results = mails(to)
    if _wants_json(request):
        response: HttpResponse = JsonResponse({"results": [mail.as_dict() for mail in results]})
    else:
        response = render(request, "local/outbox.html", {"mails": results, "to": to or ""})
    response["Cache-Control"] = "no-store"
    response["Vary"] = "Accept"
    return response


@csrf_exempt
@require_http_methods(["GET", "POST"])
def csp_reports(request: HttpRequest) -> HttpResponse:
    """Take a report (POST, by the policy's `report-uri`) or list this process's (GET), newest last.

    Tests assert that there are none.
    """
    if request.method == "GET":
        return JsonResponse({"results": list(_csp_reports)})
    try:
        report = json.loads(request.body[:10_000])
    except ValueError:
        return HttpResponse(status=400)
    _csp_reports.append(report)
    logger.warning("Content-Security-Policy: %s", json.dumps(report)[:500])
    return HttpResponse(status=204)


def _wants_json(request: HttpRequest) -> bool:
    if "format" in request.GET:
        return request.GET["format"] == "json"
    return request.get_preferred_type(["application/json", "text/html"]) == "application/json"
