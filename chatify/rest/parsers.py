"""JSON in. Anything else is 415."""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework import parsers
from rest_framework.exceptions import ParseError

from chatify.errors import DomainError, Invalid


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
            parsed = json.loads(data, parse_constant=_refuse)
        except (ValueError, RecursionError) as error:  # nesting that would exhaust the stack
            raise ParseError from error
        if not isinstance(parsed, dict):
            raise Invalid({"body": ["Send a JSON object."]})
        return parsed


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON.")
