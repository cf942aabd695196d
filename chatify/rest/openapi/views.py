"""The API's own description: the document for machines and the page for people.

`openapi.json` is written by `make schema` (`chatify.rest.openapi.generator`), so that nothing is generated at run time.
"""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from chatify.rest.openapi import reference

DOCUMENT = Path(__file__).parents[1] / "openapi.json"


class Schema(View):
    """OpenAPI 3.1, always as JSON; for everyone."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(DOCUMENT.read_bytes(), content_type="application/json; charset=utf-8")


class Docs(View):
    """The same for a person; for everyone."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest) -> HttpResponse:
        site = f"{request.scheme}://{request.get_host()}"
        return render(request, "api/docs.html", {"reference": reference.of(DOCUMENT), "site": site})
