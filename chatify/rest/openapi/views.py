"""The API's documentation: the OpenAPI document for programs and a page for people.

`make schema` writes `openapi.json` (`chatify.rest.openapi.generator`), so that nothing is generated at run time.
"""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from chatify.rest.openapi import reference

DOCUMENT = Path(__file__).parents[1] / "openapi.json"


class Schema(View):
    """The OpenAPI 3.1 document as JSON, for everyone."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(DOCUMENT.read_bytes(), content_type="application/json; charset=utf-8")


class Docs(View):
    """The documentation page, for everyone."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest) -> HttpResponse:
        site = f"{request.scheme}://{request.get_host()}"
        return render(request, "api/docs.html", {"reference": reference.load_reference(DOCUMENT), "site": site})
