"""`GET /dev/outbox?to=`: for a person with a browser, and for checks that need a code."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chatify.local.outbox import mails


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """HTML for a browser; JSON by `Accept` or `?format=json`."""
    to = request.GET.get("to") or None
    found = mails(to)
    if _wants_json(request):
        response: HttpResponse = JsonResponse({"results": [mail.as_dict() for mail in found]})
    else:
        response = render(request, "local/outbox.html", {"mails": found, "to": to or ""})
    response["Cache-Control"] = "no-store"
    response["Vary"] = "Accept"
    return response


def _wants_json(request: HttpRequest) -> bool:
    if "format" in request.GET:
        return request.GET["format"] == "json"
    return request.get_preferred_type(["application/json", "text/html"]) == "application/json"
