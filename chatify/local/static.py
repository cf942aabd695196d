"""Static files while developing: Django's own finders, with an ETag so that a reload of a page transfers nothing."""

from typing import Any

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date, quote_etag


class Static(StaticFilesHandler):
    def serve(self, request: HttpRequest) -> Any:
        try:
            response: Any = super().serve(request)
        except SuspiciousFileOperation as error:  # /static/../…
            raise Http404 from error
        # An icon that is drawn while offline must come from the cache; all else is asked for again, and mostly 304.
        response["Cache-Control"] = "max-age=60" if "/img/" in request.path else "no-cache"
        response["X-Content-Type-Options"] = "nosniff"
        if response.status_code != 200:
            return response
        changed = parse_http_date(response["Last-Modified"])
        etag = quote_etag(f"{changed:x}-{int(response['Content-Length']):x}")
        response["ETag"] = etag
        answer: Any = get_conditional_response(request, etag, changed, response)
        if answer is not None and answer is not response:
            response.close()
        return answer or response
