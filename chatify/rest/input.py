"""Validation of request data by DRF's serializers, and strict field types. Unknown fields are ignored."""

from collections.abc import Iterator, Mapping
from typing import Any

from rest_framework import serializers

from chatify.core.errors import Invalid

LIMIT_DEFAULT = 50
LIMIT_MAX = 100


def validated(
    serializer_class: type[serializers.Serializer[Any]], data: Any, *, partial: bool = False
) -> dict[str, Any]:
    """Return the validated fields. Raises `Invalid` with the sentences for each wrong field."""
    serializer = serializer_class(data=data, partial=partial)
    if not serializer.is_valid():
        raise Invalid({name: list(_sentences(errors)) for name, errors in serializer.errors.items()})
    return dict(serializer.validated_data)


def _sentences(errors: Any) -> Iterator[str]:
    """Flatten the errors of list items and nested objects."""
    if isinstance(errors, Mapping):
        for inner in errors.values():
            yield from _sentences(inner)
    elif isinstance(errors, list):
        for inner in errors:
            yield from _sentences(inner)
    else:
        yield str(errors)


class Text(serializers.CharField):
    """A text, kept exactly as sent. A number is not a text; DRF's validators refuse NUL and lone surrogates."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"trim_whitespace": False, **options})

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class Integer(serializers.IntegerField):
    """A JSON integer: neither "7" nor 7.0 nor true."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return int(super().to_internal_value(data))


class Boolean(serializers.BooleanField):
    """A JSON boolean: neither "true" nor 1."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid")
        return data


class Uuid(serializers.UUIDField):
    """A UUID as text; DRF's own field accepts numbers, too."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class PageQuery(serializers.Serializer[Any]):
    """The query of every paginated list: `?limit=&cursor=`."""

    limit = serializers.IntegerField(min_value=1, max_value=LIMIT_MAX, default=LIMIT_DEFAULT)
    cursor = serializers.CharField(max_length=2048, required=False, default=None, allow_null=True)
