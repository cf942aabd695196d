"""Shape of what comes in, checked by DRF's serializers. Unknown fields are ignored and change nothing."""

from collections.abc import Iterator, Mapping
from typing import Any

from rest_framework import serializers

from chatify.core.errors import Invalid

LIMIT_DEFAULT = 50
LIMIT_MAX = 100


def validated(
    serializer_class: type[serializers.Serializer[Any]], data: Any, *, partial: bool = False
) -> dict[str, Any]:
    """The checked fields. Raises `Invalid` with the words for each wrong one."""
    serializer = serializer_class(data=data, partial=partial)
    if not serializer.is_valid():
        raise Invalid({name: list(_words(errors)) for name, errors in serializer.errors.items()})
    return dict(serializer.validated_data)


def _words(errors: Any) -> Iterator[str]:
    """Nested errors (of list items, of nested objects) as a flat list of sentences."""
    if isinstance(errors, Mapping):
        for inner in errors.values():
            yield from _words(inner)
    elif isinstance(errors, list):
        for inner in errors:
            yield from _words(inner)
    else:
        yield str(errors)


class Text(serializers.CharField):
    """Kept exactly as sent. DRF's own validators refuse NUL and lone surrogates; a number is not a text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"trim_whitespace": False, **options})

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class Whole(serializers.IntegerField):
    """A JSON integer: neither "7" nor 7.0 nor true."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return int(super().to_internal_value(data))


class Truth(serializers.BooleanField):
    """true or false, and no other word for them."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid")
        return data


class Uuid(serializers.UUIDField):
    """A text: DRF's own takes numbers too."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class PageQuery(serializers.Serializer[Any]):
    """`?limit=&cursor=` of every list."""

    limit = serializers.IntegerField(min_value=1, max_value=LIMIT_MAX, default=LIMIT_DEFAULT)
    cursor = serializers.CharField(max_length=2048, required=False, default=None, allow_null=True)
