"""JSON in. Anything else is 415."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework import parsers
from rest_framework.exceptions import ParseError

from chatify.errors import Invalid


class JSONParser(parsers.JSONParser):
    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """An object; nesting that would exhaust the stack is malformed, another JSON value invalid."""
        try:
            parsed: Any = super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError from error
        if not isinstance(parsed, dict):
            raise Invalid({"body": ["Send a JSON object."]})
        return parsed
