"""Static files while developing: Django's own finders, with an ETag so that a reload of a page transfers nothing."""

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag


class Static(StaticFilesHandler):
    def serve(self, request: HttpRequest) -> HttpResponseBase:
        response = super().serve(request)
        response["Cache-Control"] = "no-cache"
        response["X-Content-Type-Options"] = "nosniff"
        if response.status_code != 200:
            return response
        etag = quote_etag(f"{response['Last-Modified']} {response['Content-Length']}")
        response["ETag"] = etag
        answer = get_conditional_response(request, etag=etag, response=response)  # type: ignore[arg-type]  # streaming too
        if answer is not None and answer is not response:
            response.close()
        return answer or response
