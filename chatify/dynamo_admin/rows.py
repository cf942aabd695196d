"""The part of a queryset that the admin uses: conditions that must all hold, one page, and rows by key."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from types import SimpleNamespace
from typing import Any, cast

from django.db.models import Model, Q

from chatify.dynamo_admin.lookups import holds
from chatify.dynamo_admin.sources import Conditions, NoIndexAnswers, Page, Source

KEYS = ("pk__in", "pk")


class Rows:
    """Lazy and immutable like a queryset. Only `page`, `get` and iterating over given keys read anything."""

    query = SimpleNamespace(order_by=(), select_related=True)
    ordered = True

    def __init__(self, model: type[Model], source: Source, conditions: Conditions | None = None) -> None:
        self.model = model
        self.source = source
        self.conditions = dict(conditions or {})

    def filter(self, *queries: Q, **lookups: Any) -> "Rows":
        """Add conditions; all must hold. Two conditions on the same field must agree, or both be keys."""
        conditions = dict(self.conditions)
        for lookup, value in [*(pair for query in queries for pair in _flatten(query)), *lookups.items()]:
            name = self._normalize(lookup)
            conditions[name] = _combine(name, conditions[name], value) if name in conditions else value
        return Rows(self.model, self.source, conditions)

    def page(self, cursor: str | None, limit: int) -> Page:
        """Read one page. Raises `NoIndexAnswers`, `BadCursor`."""
        if self._keys() is not None:
            return Page(list(self))
        return self.source.page(self.conditions, cursor, limit)

    def get(self, **lookups: Any) -> Any:
        rows = list(self.filter(**lookups))
        if not rows:
            raise self.model.DoesNotExist
        return rows[0]

    def __iter__(self) -> Iterator[Any]:
        """Iterate over the rows with the given keys; a list without keys is read by `page` alone."""
        return iter(self._rows)

    def count(self) -> int:
        return len(self._rows)

    @cached_property
    def _rows(self) -> list[Any]:
        keys = self._keys()
        if keys is None:
            raise NoIndexAnswers(self.conditions)
        rest = {name: value for name, value in self.conditions.items() if name not in KEYS}
        return [row for row in self._read(keys) if all(holds(row, name, value) for name, value in rest.items())]

    def none(self) -> "Rows":
        return self.filter(pk__in=[])

    def order_by(self, *_: Any) -> "Rows":
        """Change nothing: an index has only its own order."""
        return self

    distinct = using = _clone = all = select_related = order_by

    def values_list(self, *_: Any, **__: Any) -> Any:
        """Refuse to read a whole table in order to offer a choice of values."""
        raise TypeError("No index knows a column’s values: filter by a field with choices, or by a SimpleListFilter.")

    aggregate = dates = datetimes = values_list

    def _read(self, keys: Sequence[str]) -> Sequence[Any]:
        if len(keys) == 1:
            row = self.source.get(keys[0])
            return [row] if row is not None else []
        return self.source.many(keys) if keys else []

    def _keys(self) -> list[str] | None:
        """Return the keys that the conditions ask for, or None if they ask for none."""
        keys = self.conditions.get("pk__in")
        if "pk" not in self.conditions:
            return None if keys is None else list(dict.fromkeys(map(str, keys)))
        key = str(self.conditions["pk"])
        return [key] if keys is None or key in keys else []

    def _normalize(self, name: str) -> str:
        """Return `pk` for `id` and `id__exact`, `status` for `status__exact`."""
        name = name.removesuffix("__exact")
        key = self.model._meta.pk.name if self.model._meta.pk else "id"
        return {key: "pk", f"{key}__in": "pk__in"}.get(name, name)


def _flatten(query: Q) -> Iterator[tuple[str, Any]]:
    """Yield the conditions of a query that are all joined by AND."""
    if query.negated or (query.connector != Q.AND and len(query.children) > 1):
        raise NoIndexAnswers({str(query): None})
    for child in query.children:
        if isinstance(child, Q):
            yield from _flatten(child)
        else:
            name, value = cast("tuple[str, Any]", child)
            # The admin passes the query string's values on as lists.
            single = isinstance(value, list) and len(value) == 1 and not name.endswith("__in")
            yield name, value[0] if single else value


def _combine(name: str, first: Any, second: Any) -> Any:
    """Combine two conditions on the same field: keys are intersected, other values must be equal."""
    if name == "pk__in":
        return [key for key in first if key in second]
    if first != second:
        raise NoIndexAnswers({name: None})
    return first
