"""Static files while developing: found where they are written, made small as in production, and with an ETag, so that a
reload of a page transfers nothing."""

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date, quote_etag

from chatify.small import is_ours, small_file

TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


class Static(StaticFilesHandler):
    def serve(self, request: HttpRequest) -> Any:
        try:
            name = self.file_path(request.path).replace("\\", "/")
            response: Any = _ours(name) if is_ours(name) else super().serve(request)
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


def _ours(name: str) -> HttpResponse:
    found = finders.find(name)
    if found is None:
        raise Http404(name)
    path = Path(str(found))
    changed = path.stat()
    content = small_file(name, path, changed.st_mtime_ns)
    headers = {"Last-Modified": http_date(changed.st_mtime), "Content-Length": str(len(content))}
    return HttpResponse(content, content_type=TYPES[path.suffix], headers=headers)
