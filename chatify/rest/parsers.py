"""JSON in. Anything else is 415."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework import parsers
from rest_framework.exceptions import ParseError

from chatify.core.errors import DomainError, Invalid

UNSTORABLE = re.compile("[\0\ud800-\udfff]")
UNSTORABLE_WORDS = "NUL and lone surrogates are not text."


class TooLarge(DomainError):
    code = "too_large"
    detail = "That is more than this site reads at once."


class JSONParser(parsers.BaseParser):
    """An object in UTF-8, of at most DATA_UPLOAD_MAX_MEMORY_SIZE bytes."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Raises `ParseError`, `TooLarge`, and `Invalid` for any other JSON value than an object."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        data = stream.read(limit + 1)
        if len(data) > limit:
            raise TooLarge
        try:
            parsed = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse)
            if not isinstance(parsed, dict):
                raise Invalid({"body": ["Send a JSON object."]})
            _check_texts(parsed)
        except (ValueError, RecursionError) as error:  # nesting that would exhaust the stack
            raise ParseError from error
        return parsed


def _check_texts(parsed: dict[str, Any]) -> None:
    """NUL and lone surrogates: neither the store nor an answer can hold them. Raises `Invalid`, naming the field."""
    if any(UNSTORABLE.search(key) for key in parsed):
        raise Invalid({"body": [UNSTORABLE_WORDS]})
    wrong = [name for name, value in parsed.items() if any(map(UNSTORABLE.search, _texts(value)))]
    if wrong:
        raise Invalid({name: [UNSTORABLE_WORDS] for name in wrong})


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, dict):
        yield from value
        yield from _texts(list(value.values()))


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON.")
