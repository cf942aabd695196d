"""Static files while developing: found where they are written, and made small as in production.

Pages name our own by the edition of them all, so that a browser keeps them for ever, as in production, and has the next
edition with the next page. Modules name each other by relative addresses, and so stay within one edition.
"""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Any, ClassVar, NamedTuple

from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date, quote_etag

from chatify.core.minify import MINIFIERS, is_ours, minify_file
from chatify.web.middleware import SecurityHeaders

TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
EDITION = re.compile(r"^edition-([0-9a-f]{12})/")

FOR_EVER = "public, max-age=31536000, immutable"
IMAGES = "max-age=60, stale-while-revalidate=604800"
"""An icon that is drawn while offline must come from the cache."""
OTHERS = "no-cache"
"""Asked for again each time, and mostly answered 304."""


class Edition(NamedTuple):
    """Of all scripts and styles of ours as they stand in their folders."""

    name: str
    changed: float
    """Seconds since the epoch."""

    @classmethod
    def current(cls) -> "Edition":
        """A millisecond, so a page's forty addresses share one look."""
        if monotonic() >= _Last.until:
            _Last.edition, _Last.until = cls._look(), monotonic() + LOOKED_SECONDS
        return _Last.edition

    @classmethod
    def _look(cls) -> "Edition":
        found = sorted((str(path), path.stat().st_mtime_ns) for path in _files())
        newest = max((changed for _, changed in found), default=0)
        return cls(sha256(repr(found).encode()).hexdigest()[:12], newest / 1e9)


LOOKED_SECONDS = 0.2


class _Last:
    edition: ClassVar[Edition]
    until = 0.0


def _files() -> Iterator[Path]:
    for folder in settings.STATICFILES_DIRS:
        for kind in MINIFIERS:
            yield from Path(folder, kind).rglob(f"*.{kind}")


class Editions(StaticFilesStorage):
    """Addresses for templates."""

    def url(self, name: str | None) -> str:
        if name is None or not is_ours(name):
            return super().url(name)
        return super().url(f"edition-{Edition.current().name}/{name}")


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
        response.headers.setdefault("Cache-Control", IMAGES if "/img/" in request.path else OTHERS)
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
        asked = EDITION.match(name)
        plain = EDITION.sub("", name)
        return _ours(plain, asked and asked[1]) if is_ours(plain) else self.serve(request)


def _ours(name: str, asked: str | None) -> HttpResponse:
    """What a page of another edition asks for comes too, as it is now, and is not kept under that name."""
    edition = Edition.current()
    try:
        content = minify_file(name, edition.name)
    except FileNotFoundError as error:
        raise Http404(name) from error
    headers = {"Last-Modified": http_date(edition.changed), "Content-Length": str(len(content))}
    if asked == edition.name:
        headers["Cache-Control"] = FOR_EVER
    return HttpResponse(content, content_type=TYPES[Path(name).suffix], headers=headers)
