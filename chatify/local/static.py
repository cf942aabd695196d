"""Static files while developing: found where they are written, made small as in production, and with an ETag, so that a
reload of a page transfers nothing."""

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date, quote_etag

from chatify.middleware import SecurityHeaders
from chatify.small import is_ours, small_file

TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


IMAGES = "max-age=60, stale-while-revalidate=604800"
"""An icon that is drawn while offline must come from the cache."""
OTHERS = "no-cache"
"""Asked for again each time, and mostly answered 304."""


class Static(StaticFilesHandler):
    """Its answers have the headers of every other; what isn't there is answered by the site, as any wrong address."""

    def __init__(self, application: Any) -> None:
        super().__init__(application)
        self._with_headers = SecurityMiddleware(SecurityHeaders(self._file))

    def get_response(self, request: HttpRequest) -> Any:
        try:
            return self._with_headers(request)
        except (Http404, SuspiciousFileOperation):  # the latter: /static/../…
            return self.application.get_response(request)

    def _file(self, request: HttpRequest) -> Any:
        response = self._found(request)
        response["Cache-Control"] = IMAGES if "/img/" in request.path else OTHERS
        if response.status_code != 200:
            return response
        changed = parse_http_date(response["Last-Modified"])
        etag = quote_etag(f"{changed:x}-{int(response['Content-Length']):x}")
        response["ETag"] = etag
        answer: Any = get_conditional_response(request, etag, changed, response)
        if answer is not None and answer is not response:
            response.close()
        return answer or response

    def _found(self, request: HttpRequest) -> Any:
        """Raises `Http404`, `SuspiciousFileOperation`."""
        name = self.file_path(request.path).replace("\\", "/")
        return _ours(name) if is_ours(name) else self.serve(request)


def _ours(name: str) -> HttpResponse:
    found = finders.find(name)
    if found is None:
        raise Http404(name)
    path = Path(str(found))
    changed = path.stat()
    content = small_file(name, path, changed.st_mtime_ns)
    headers = {"Last-Modified": http_date(changed.st_mtime), "Content-Length": str(len(content))}
    return HttpResponse(content, content_type=TYPES[path.suffix], headers=headers)
