"""A source over a PynamoDB model. Each list is read by one access pattern, within a budget of calls."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import and_
from typing import Any

from django.core import signing
from pynamodb.expressions.condition import Condition

from chatify.dynamo_admin.lookups import split
from chatify.dynamo_admin.sources import BadCursor, Conditions, NoIndexAnswers, Page

CALLS_MAX = 2
"""The calls that a page may make; after them it reports that it stopped early."""
EXAMINED_PER_CALL = 1_000
KEY_MAX_BYTES = 1_024
SALT = "chatify.dynamo_admin"

Key = dict[str, dict[str, str]]
Partitions = Callable[[Conditions], Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One way to read a table.

    `by` names the field of the partition key, `along` that of the range key. If the conditions do not name `by`,
    `partitions` returns the partitions to read one after the other. Without `by` and `partitions` the table is scanned.
    Without `index`, the table itself is read.
    """

    by: str | None = None
    along: str | None = None
    index: Any = None
    partitions: Partitions | None = None
    newest_first: bool = True

    def answers(self, conditions: Conditions) -> bool:
        return self.by is None or self.by in conditions or self.partitions is not None

    def where(self, conditions: Conditions) -> Sequence[Any]:
        """Return the partitions to read; [None] stands for a scan."""
        if self.by is not None and self.by in conditions:
            return [conditions[self.by]]
        return self.partitions(conditions) if self.partitions else [None]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A source that reads by the first pattern that fits; DynamoDB filters by the other conditions.

    `row` turns an item into the admin's object. `columns` maps a field to the item's attribute where the names differ.
    `shown` completes all rows of a page at once, for instance with names of people read in one call.
    """

    item: Any
    row: Callable[[Any], Any]
    patterns: Sequence[Pattern]
    columns: Mapping[str, str] = field(default_factory=dict)
    shown: Callable[[Sequence[Any]], Sequence[Any]] = list
    calls_max: int = CALLS_MAX

    def get(self, pk: str) -> Any | None:
        """Return one row. One strongly consistent GetItem, and what `shown` reads."""
        key = self._key(pk)
        try:
            item = self.item.get(*key, consistent_read=True) if key else None
        except self.item.DoesNotExist:
            return None
        return self.shown([self.row(item)])[0] if item else None

    def many(self, pks: Sequence[str]) -> Sequence[Any]:
        """Return rows in the order of their keys. One BatchGetItem per 100, and what `shown` reads."""
        keys = [key if len(key) > 1 else key[0] for key in map(self._key, pks) if key]
        items = self.item.batch_get(keys, consistent_read=True) if keys else ()
        rows = {row.pk: row for row in map(self.row, items)}
        return self.shown([rows[pk] for pk in pks if pk in rows])

    def page(self, conditions: Conditions, cursor: str | None, limit: int) -> Page:
        """Return one page. At most `calls_max` Queries or Scans, and what `shown` reads."""
        pattern = next((pattern for pattern in self.patterns if pattern.answers(conditions)), None)
        if pattern is None:
            raise NoIndexAnswers(conditions)
        reading = _Reading(self, pattern, conditions, limit)
        items, position, stopped_early = reading.read(_load_cursor(cursor))
        following = signing.dumps(position, salt=SALT) if position else None
        return Page(self.shown([self.row(item) for item in items]), following, stopped_early)

    def _key(self, pk: str) -> tuple[Any, ...] | None:
        """Return the key that an id stands for; a slash joins the keys of a table that has two.

        None for what cannot be a key: ids come from forms.
        """
        ranged = self.item._range_key_attribute()
        first, slash, second = pk.partition("/") if ranged is not None else (pk, "", "")
        if not 0 < len(first.encode()) <= KEY_MAX_BYTES or (ranged is not None and not slash):
            return None
        if ranged is None:
            return (first,)
        number = ranged.attr_type == "N"
        if not 0 < len(second.encode()) <= KEY_MAX_BYTES or (number and not second.isdecimal()):
            return None
        return first, int(second) if number else second


class _Reading:
    """The reading of one page."""

    def __init__(self, table: Table, pattern: Pattern, conditions: Conditions, limit: int) -> None:
        self.table, self.pattern, self.limit = table, pattern, limit
        self.partitions = list(pattern.where(conditions))
        along = {name: value for name, value in conditions.items() if pattern.along and split(name)[0] == pattern.along}
        rest = {name: value for name, value in conditions.items() if name not in along and name != pattern.by}
        self._key_names: list[str] = []
        self.range = self._condition(along, on_range_key=True)
        self.filter = self._condition(rest, on_range_key=False)

    def read(self, start: list[Any] | None) -> tuple[list[Any], list[Any] | None, bool]:
        """Return the items, the position behind the last one, and whether the budget ended the reading early."""
        number, key = start or [0, None]
        if not isinstance(number, int) or number > len(self.partitions):
            raise BadCursor
        items: list[Any] = []
        for _call in range(self.table.calls_max):
            if number >= len(self.partitions):
                return items, None, False
            answer = self._call(self.partitions[number], key)
            fitting = answer["Items"][: self.limit - len(items)]
            items += map(self.table.item.from_raw_data, fitting)
            if len(fitting) < len(answer["Items"]):
                return items, [number, self._key_of(fitting[-1])], False
            last_key = answer.get("LastEvaluatedKey")
            number, key = (number, last_key) if last_key else (number + 1, None)
            if len(items) == self.limit:
                break
        ended = number >= len(self.partitions)
        return items, None if ended else [number, key], not ended and len(items) < self.limit

    def _call(self, partition: Any, key: Key | None) -> Mapping[str, Any]:
        options: dict[str, Any] = {
            "last_evaluated_key": key,
            "filter_condition": self.filter,
            "page_size": self._examined,
        }
        if self.pattern.by is None:
            result = self.table.item.scan(**options)
        else:
            index = self.pattern.index or self.table.item
            forward = not self.pattern.newest_first
            result = index.query(partition, self.range, scan_index_forward=forward, **options)
        answer: Mapping[str, Any] = next(result.page_iter)
        self._key_names = list(result.page_iter.key_names)
        return answer

    @property
    def _examined(self) -> int:
        """Items that a call reads: many behind a filter, else one more than fits, to see if there is a next page."""
        return EXAMINED_PER_CALL if self.filter is not None else self.limit + 1

    def _key_of(self, raw: Mapping[str, Any]) -> Key:
        return {name: raw[name] for name in self._key_names}

    def _condition(self, conditions: Conditions, *, on_range_key: bool) -> Condition | None:
        expressions = list(self._expressions(conditions))
        if on_range_key and len(expressions) == 2:
            return self._between(conditions)
        return reduce(and_, expressions) if expressions else None

    def _between(self, conditions: Conditions) -> Condition:
        """Merge from and until into one condition, because a key takes only one."""
        bounds = {split(name)[1]: value for name, value in conditions.items()}
        if set(bounds) != {"gte", "lte"}:
            raise NoIndexAnswers(conditions)
        attribute = self._attribute(str(self.pattern.along))
        condition: Condition = attribute.between(bounds["gte"], bounds["lte"])
        return condition

    def _expressions(self, conditions: Conditions) -> Iterator[Condition]:
        for name, value in conditions.items():
            field_name, lookup = split(name)
            attribute = self._attribute(field_name)
            if attribute is None or lookup not in EXPRESSIONS:
                raise NoIndexAnswers(conditions)
            yield EXPRESSIONS[lookup](attribute, value)

    def _attribute(self, name: str) -> Any:
        return self.table.item.get_attributes().get(self.table.columns.get(name, name))


EXPRESSIONS: Mapping[str, Callable[[Any, Any], Condition]] = {
    "exact": lambda attribute, value: attribute == value,
    "in": lambda attribute, value: attribute.is_in(*value),
    "gt": lambda attribute, value: attribute > value,
    "gte": lambda attribute, value: attribute >= value,
    "lt": lambda attribute, value: attribute < value,
    "lte": lambda attribute, value: attribute <= value,
    "startswith": lambda attribute, value: attribute.startswith(value),
    "contains": lambda attribute, value: attribute.contains(value),
    "isnull": lambda attribute, value: attribute.does_not_exist() if value else attribute.exists(),
}


def _load_cursor(cursor: str | None) -> list[Any] | None:
    """Return the position in a cursor. It holds keys of the store, so only a cursor with our signature is accepted."""
    if not cursor:
        return None
    try:
        position: list[Any] = signing.loads(cursor, salt=SALT)
    except signing.BadSignature as error:
        raise BadCursor from error
    return position
