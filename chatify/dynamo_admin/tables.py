"""A source over a PynamoDB model: each list is one of its access patterns, read within a budget."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from pynamodb.expressions.condition import Condition

from chatify.dynamo_admin.lookups import split
from chatify.dynamo_admin.sources import BadCursor, Conditions, NoIndexAnswers, Page

CALLS_MAX = 2
"""A page asks the store at most this often; then it says that it stopped early."""
EXAMINED_A_CALL = 1_000
KEY_BYTES_MAX = 1_024
SALT = "chatify.dynamo_admin"

Key = dict[str, dict[str, str]]
Partitions = Callable[[Conditions], Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One way to read a table. `by` names the lookup that its partition answers, `along` the field of its range key.

    `partitions` answers partitions to read one after the other where `by` is not asked for; without `by` and
    `partitions` the table is scanned. `index` None: the table itself.
    """

    by: str | None = None
    along: str | None = None
    index: Any = None
    partitions: Partitions | None = None
    newest_first: bool = True

    def answers(self, conditions: Conditions) -> bool:
        return self.by is None or self.by in conditions or self.partitions is not None

    def where(self, conditions: Conditions) -> Sequence[Any]:
        """The partitions to read; [None] is a scan."""
        if self.by is not None and self.by in conditions:
            return [conditions[self.by]]
        return self.partitions(conditions) if self.partitions else [None]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A source. The first pattern that answers is taken; what its keys don't tell is filtered by DynamoDB.

    `row` makes the admin's object of an item; `columns` names the item's attribute where a lookup is called otherwise;
    `shown` completes a page's rows together (names of people, read in one call).
    """

    item: Any
    row: Callable[[Any], Any]
    patterns: Sequence[Pattern]
    columns: Mapping[str, str] = field(default_factory=dict)
    shown: Callable[[Sequence[Any]], Sequence[Any]] = list
    calls_max: int = CALLS_MAX

    def get(self, pk: str) -> Any | None:
        """One strongly consistent GetItem, and what `shown` reads."""
        key = self._key(pk)
        try:
            found = self.item.get(*key, consistent_read=True) if key else None
        except self.item.DoesNotExist:
            return None
        return self.shown([self.row(found)])[0] if found else None

    def many(self, pks: Sequence[str]) -> Sequence[Any]:
        """One BatchGetItem a hundred, in the order asked, and what `shown` reads."""
        keys = [key if len(key) > 1 else key[0] for key in map(self._key, pks) if key]
        found = {row.pk: row for row in map(self.row, self.item.batch_get(keys, consistent_read=True))} if keys else {}
        return self.shown([found[pk] for pk in pks if pk in found])

    def page(self, conditions: Conditions, cursor: str | None, limit: int) -> Page:
        """At most `calls_max` Queries or Scans."""
        pattern = next((one for one in self.patterns if one.answers(conditions)), None)
        if pattern is None:
            raise NoIndexAnswers(conditions)
        reading = _Reading(self, pattern, conditions, limit)
        found, following, early = reading.read(_unsigned(cursor))
        place = signing.dumps(following, salt=SALT) if following else None
        return Page(self.shown([self.row(item) for item in found]), place, early)

    def _key(self, pk: str) -> tuple[Any, ...] | None:
        """Both keys of a table that has two are joined by a slash. None for what no key can be: ids come from forms."""
        ranged = self.item._range_key_attribute()
        first, slash, second = pk.partition("/") if ranged is not None else (pk, "", "")
        if not 0 < len(first.encode()) <= KEY_BYTES_MAX or (ranged is not None and not slash):
            return None
        if ranged is None:
            return (first,)
        number = ranged.attr_type == "N"
        if not 0 < len(second.encode()) <= KEY_BYTES_MAX or (number and not second.isdecimal()):
            return None
        return first, int(second) if number else second


class _Reading:
    """One page being read."""

    def __init__(self, table: Table, pattern: Pattern, conditions: Conditions, limit: int) -> None:
        self.table, self.pattern, self.limit = table, pattern, limit
        self.partitions = list(pattern.where(conditions))
        along = {name: value for name, value in conditions.items() if pattern.along and split(name)[0] == pattern.along}
        rest = {name: value for name, value in conditions.items() if name not in along and name != pattern.by}
        self._key_names: list[str] = []
        self.range = self._condition(along, joined=True)
        self.filter = self._condition(rest, joined=False)

    def read(self, start: list[Any] | None) -> tuple[list[Any], list[Any] | None, bool]:
        """Items, the place behind the last one, and whether the budget ended the reading."""
        at, key = start or [0, None]
        if not isinstance(at, int) or at > len(self.partitions):
            raise BadCursor
        found: list[Any] = []
        for _call in range(self.table.calls_max):
            if at >= len(self.partitions):
                return found, None, False
            answer = self._ask(self.partitions[at], key)
            kept = answer["Items"][: self.limit - len(found)]
            found += map(self.table.item.from_raw_data, kept)
            if len(kept) < len(answer["Items"]):
                return found, [at, self._place(kept[-1])], False
            at, key = (at, answer["LastEvaluatedKey"]) if answer.get("LastEvaluatedKey") else (at + 1, None)
            if len(found) == self.limit:
                break
        ended = at >= len(self.partitions)
        return found, None if ended else [at, key], not ended and len(found) < self.limit

    def _ask(self, partition: Any, key: Key | None) -> Mapping[str, Any]:
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
        """Behind a filter most of what is examined is not wanted; one more tells whether there is a next page."""
        return EXAMINED_A_CALL if self.filter is not None else self.limit + 1

    def _place(self, raw: Mapping[str, Any]) -> Key:
        return {name: raw[name] for name in self._key_names}

    def _condition(self, conditions: Conditions, *, joined: bool) -> Condition | None:
        made = list(self._made(conditions))
        if joined and len(made) == 2:
            return self._between(conditions)
        whole: Condition | None = None
        for one in made:
            whole = one if whole is None else whole & one
        return whole

    def _between(self, conditions: Conditions) -> Condition:
        """A key takes one condition only: from and until become one."""
        bounds = {split(name)[1]: value for name, value in conditions.items()}
        if set(bounds) != {"gte", "lte"}:
            raise NoIndexAnswers(conditions)
        attribute = self._attribute(str(self.pattern.along))
        made: Condition = attribute.between(bounds["gte"], bounds["lte"])
        return made

    def _made(self, conditions: Conditions) -> Iterator[Condition]:
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


def _unsigned(cursor: str | None) -> list[Any] | None:
    """A cursor names keys of the store: only our own is believed."""
    if not cursor:
        return None
    try:
        place: list[Any] = signing.loads(cursor, salt=SALT)
    except signing.BadSignature as error:
        raise BadCursor from error
    return place
