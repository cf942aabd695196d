"""What the admin asks of a queryset, and no more: conditions that are all to hold, a page, some keys."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from types import SimpleNamespace
from typing import Any, cast

from django.db.models import Model, Q

from chatify.dynamo_admin.lookups import holds
from chatify.dynamo_admin.sources import Conditions, NoIndexAnswers, Page, Source

KEYS = ("pk__in", "pk")


class Rows:
    """Lazy and immutable, as querysets are. Only `page`, `get` and iteration over chosen keys read anything."""

    query = SimpleNamespace(order_by=(), select_related=True)
    ordered = True

    def __init__(self, model: type[Model], source: Source, conditions: Conditions | None = None) -> None:
        self.model = model
        self.source = source
        self.conditions = dict(conditions or {})

    def filter(self, *wanted: Q, **lookups: Any) -> "Rows":
        """Everything must hold. A condition on the same thing twice holds twice only where both are keys."""
        conditions = dict(self.conditions)
        for asked, value in [*(pair for one in wanted for pair in _flat(one)), *lookups.items()]:
            name = self._plain(asked)
            conditions[name] = _both(name, conditions[name], value) if name in conditions else value
        return Rows(self.model, self.source, conditions)

    def page(self, cursor: str | None, limit: int) -> Page:
        """Raises `NoIndexAnswers`, `BadCursor`."""
        if self._keys() is not None:
            return Page(list(self))
        return self.source.page(self.conditions, cursor, limit)

    def get(self, **lookups: Any) -> Any:
        found = list(self.filter(**lookups))
        if not found:
            raise self.model.DoesNotExist
        return found[0]

    def __iter__(self) -> Iterator[Any]:
        """Only of rows that are named: a list is read by the page."""
        return iter(self._found)

    def count(self) -> int:
        return len(self._found)

    @cached_property
    def _found(self) -> list[Any]:
        keys = self._keys()
        if keys is None:
            raise NoIndexAnswers(self.conditions)
        rest = {name: value for name, value in self.conditions.items() if name not in KEYS}
        return [row for row in self._read(keys) if all(holds(row, name, value) for name, value in rest.items())]

    def none(self) -> "Rows":
        return self.filter(pk__in=[])

    def order_by(self, *_: Any) -> "Rows":
        """An index has one order."""
        return self

    distinct = using = _clone = all = select_related = order_by

    def values_list(self, *_: Any, **__: Any) -> Any:
        """What would read everything to offer a choice."""
        raise TypeError("No index knows a column’s values: filter by a field with choices, or by a SimpleListFilter.")

    aggregate = dates = datetimes = values_list

    def _read(self, keys: Sequence[str]) -> Sequence[Any]:
        if len(keys) == 1:
            found = self.source.get(keys[0])
            return [found] if found is not None else []
        return self.source.many(keys) if keys else []

    def _keys(self) -> list[str] | None:
        named = self.conditions.get("pk__in")
        if "pk" not in self.conditions:
            return None if named is None else list(dict.fromkeys(map(str, named)))
        only = str(self.conditions["pk"])
        return [only] if named is None or only in named else []

    def _plain(self, name: str) -> str:
        """`id` and `id__exact` as `pk`, `status__exact` as `status`."""
        name = name.removesuffix("__exact")
        key = self.model._meta.pk.name if self.model._meta.pk else "id"
        return {key: "pk", f"{key}__in": "pk__in"}.get(name, name)


def _flat(wanted: Q) -> Iterator[tuple[str, Any]]:
    if wanted.negated or (wanted.connector != Q.AND and len(wanted.children) > 1):
        raise NoIndexAnswers({str(wanted): None})
    for child in wanted.children:
        if isinstance(child, Q):
            yield from _flat(child)
        else:
            name, value = cast("tuple[str, Any]", child)
            # The admin hands on the query string's lists.
            single = isinstance(value, list) and len(value) == 1 and not name.endswith("__in")
            yield name, value[0] if single else value


def _both(name: str, held: Any, wanted: Any) -> Any:
    """Of the same thing asked twice. Two answers are right only where they say the same."""
    if name == "pk__in":
        return [key for key in held if key in wanted]
    if held != wanted:
        raise NoIndexAnswers({name: None})
    return held
