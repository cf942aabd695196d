"""JSON in and JSON out: the parser, the renderer and the content negotiation of the API, which speaks nothing else."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

from django.conf import settings
from django.http.request import MediaType
from rest_framework import parsers, renderers
from rest_framework.exceptions import NotAcceptable, ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request

from chatify.core.errors import Invalid, TooLarge

UNSTORABLE = re.compile("[\0\ud800-\udfff]")
UNSTORABLE_REFUSED = "NUL and lone surrogates are not text."
RANGES = ("application/json", "application/*", "*/*")
"""What in an `Accept` header covers JSON, nearest first."""


class JSONParser(parsers.BaseParser):
    """Reads one JSON object in UTF-8 of at most DATA_UPLOAD_MAX_MEMORY_SIZE bytes; other content gets 415."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return the object. Raises `ParseError`, `TooLarge`, and `Invalid` for any other JSON value."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        data = stream.read(limit + 1)
        if len(data) > limit:
            raise TooLarge
        try:
            parsed = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant)
            if not isinstance(parsed, dict):
                raise Invalid({"body": ["Send a JSON object."]})
            _check_texts(parsed)
        except (ValueError, RecursionError) as error:  # RecursionError: nesting too deep for the stack.
            raise ParseError from error
        return parsed


def _check_texts(parsed: dict[str, Any]) -> None:
    """Refuse NUL and lone surrogates, which neither the store nor a response can hold. Raises `Invalid`."""
    if any(UNSTORABLE.search(key) for key in parsed):
        raise Invalid({"body": [UNSTORABLE_REFUSED]})
    wrong = [name for name, value in parsed.items() if any(map(UNSTORABLE.search, _texts(value)))]
    if wrong:
        raise Invalid({name: [UNSTORABLE_REFUSED] for name in wrong})


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, dict):
        yield from value
        yield from _texts(list(value.values()))


def _refuse_constant(constant: str) -> None:
    """Refuse NaN and Infinity, which Python reads and JSON does not have."""
    raise ValueError(f"{constant} is not JSON.")


class JSONRenderer(renderers.JSONRenderer):
    """Writes compact JSON as `application/json; charset=utf-8`."""

    charset = "utf-8"
    format = "json"


class Negotiation(DefaultContentNegotiation):
    """Answers JSON to whoever accepts it, and 406 to everybody else.

    DRF's own negotiation ignores `q=0`, and takes `application/json; charset=utf-8` for another type.
    """

    def select_renderer(
        self, request: Request, renderers: Iterable[renderers.BaseRenderer], format_suffix: str | None = None
    ) -> tuple[renderers.BaseRenderer, str]:
        accepted = [media_type for token in self.get_accept_list(request) for media_type in _media_types(token)]
        quality = {f"{media_type.main_type}/{media_type.sub_type}": media_type.quality for media_type in accepted}
        if not next((quality[name] for name in RANGES if name in quality), 0):
            raise NotAcceptable
        renderer = next(iter(renderers))
        return renderer, renderer.media_type


def _media_types(token: str) -> list[MediaType]:
    """Parse one entry of an `Accept` header; empty if its parameters have an unknown encoding."""
    try:
        return [MediaType(token)]
    except ValueError:
        return []
