"""Serves static files from their source folders, minified as in production.

All our scripts and styles together have an edition, a hash that is part of their addresses: a browser keeps them for
ever, as in production, and the next page after an edit names the new edition. Modules import each other by relative
addresses, and so stay within one edition.
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

CACHE_FOR_EVER = "public, max-age=31536000, immutable"
CACHE_IMAGES = "max-age=60, stale-while-revalidate=604800"
"""An icon that is drawn while offline must come from the cache."""
CACHE_OTHERS = "no-cache"
"""The browser asks again each time, and mostly gets a 304."""


class Edition(NamedTuple):
    """The state of all our scripts and styles at one moment."""

    name: str
    changed: float
    """When the newest was edited, in seconds since the epoch."""

    @classmethod
    def current(cls) -> "Edition":
        """Return the edition. Reading it takes a millisecond, so the forty addresses of a page share one reading."""
        if monotonic() >= _EditionCache.valid_until:
            _EditionCache.edition, _EditionCache.valid_until = cls._read(), monotonic() + EDITION_CACHE_SECONDS
        return _EditionCache.edition

    @classmethod
    def _read(cls) -> "Edition":
        edits = sorted((str(path), path.stat().st_mtime_ns) for path in _source_files())
        newest = max((edited for _, edited in edits), default=0)
        return cls(sha256(repr(edits).encode()).hexdigest()[:12], newest / 1e9)


EDITION_CACHE_SECONDS = 0.2


class _EditionCache:
    edition: ClassVar[Edition]
    valid_until = 0.0


def _source_files() -> Iterator[Path]:
    for folder in settings.STATICFILES_DIRS:
        for kind in MINIFIERS:
            yield from Path(folder, kind).rglob(f"*.{kind}")


class Editions(StaticFilesStorage):
    """Gives templates the addresses of static files."""

    def url(self, name: str | None) -> str:
        if name is None or not is_ours(name):
            return super().url(name)
        return super().url(f"edition-{Edition.current().name}/{name}")


class StaticFiles(StaticFilesHandler):
    """Serves static files with the same security headers as pages, and leaves unknown addresses to the site."""

    def __init__(self, application: Any) -> None:
        super().__init__(application)
        self._respond_with_headers = SecurityMiddleware(SecurityHeaders(self._respond))

    def get_response(self, request: HttpRequest) -> Any:
        try:
            return self._respond_with_headers(request)
        except (Http404, SuspiciousFileOperation):  # the second for /static/../…
            return self.application.get_response(request)

    def _respond(self, request: HttpRequest) -> Any:
        response = self._find(request)
        response.headers.setdefault("Cache-Control", CACHE_IMAGES if "/img/" in request.path else CACHE_OTHERS)
        if response.status_code != 200:
            return response
        changed = parse_http_date(response["Last-Modified"])
        etag = quote_etag(f"{changed:x}-{int(response['Content-Length']):x}")
        response["ETag"] = etag
        conditional_response: Any = get_conditional_response(request, etag, changed, response)
        if conditional_response is not None and conditional_response is not response:
            response.close()
        return conditional_response or response

    def _find(self, request: HttpRequest) -> Any:
        """Raise `Http404` or `SuspiciousFileOperation` if there is no such file."""
        path = self.file_path(request.path).replace("\\", "/")
        edition = EDITION.match(path)
        name = EDITION.sub("", path)
        return _serve_source(name, edition and edition[1]) if is_ours(name) else self.serve(request)


def _serve_source(name: str, requested_edition: str | None) -> HttpResponse:
    """Answer with the current file. A page of an older edition gets it too, but must not cache it."""
    edition = Edition.current()
    try:
        content = minify_file(name, edition.name)
    except FileNotFoundError as error:
        raise Http404(name) from error
    headers = {"Last-Modified": http_date(edition.changed), "Content-Length": str(len(content))}
    if requested_edition == edition.name:
        headers["Cache-Control"] = CACHE_FOR_EVER
    return HttpResponse(content, content_type=TYPES[Path(name).suffix], headers=headers)
