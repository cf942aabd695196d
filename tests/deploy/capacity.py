"""What DynamoDB would charge for calls, by the sizes of items: neither emulator counts units as the service does.

Rules of the service's guide: a write unit is a KB of the item, a read unit 4 KB read strongly (half of one otherwise),
each rounded up, by item for Get and BatchGet and by page for Query and Scan; a transaction pays twice; an index whose
attributes are written pays once more.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from botocore import xform_name

from chatify.core.aws import client
from tests.counting import listening

PARAMS = "capacity_params"
Row = dict[str, dict[str, Any]]


def size(row: Row) -> int:
    """Bytes: of names and values, about; numbers as their text."""
    return sum(len(name) + _size(kind, value) for name, held in row.items() for kind, value in held.items())


def _size(kind: str, value: Any) -> int:
    match kind:
        case "M":
            return 3 + size(value)
        case "L":
            return 3 + sum(1 + _size(*next(iter(one.items()))) for one in value)
        case "SS" | "NS" | "BS":
            return sum(map(_bytes, value))
        case "NULL" | "BOOL":
            return 1
    return _bytes(value)


def _bytes(value: Any) -> int:
    return len(value if isinstance(value, bytes) else str(value).encode())


def read_units(bytes_read: int, *, consistent: bool) -> float:
    return max(1, ceil(bytes_read / 4096)) * (1 if consistent else 0.5)


def write_units(row: Row) -> int:
    return max(1, ceil(size(row) / 1024))


@dataclass
class Meter:
    calls: int = 0
    reads: float = 0
    writes: float = 0
    _indexes: dict[str, list[set[str]]] = field(default_factory=dict)
    _busy: bool = False

    def begun(self, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        context[PARAMS] = params

    def answered(self, parsed: Any, model: Any, context: Any, **_: Any) -> None:
        if self._busy:
            return
        self.calls += 1
        self._busy = True
        try:
            getattr(self, f"_{xform_name(model.name)}")(context[PARAMS], parsed)
        finally:
            self._busy = False

    def _get_item(self, asked: Any, told: Any) -> None:
        self.reads += read_units(size(told.get("Item", {})), consistent=asked.get("ConsistentRead", False))

    def _batch_get_item(self, asked: Any, told: Any) -> None:
        for table, wanted in asked["RequestItems"].items():
            consistent, rows = wanted.get("ConsistentRead", False), told["Responses"].get(table, [])
            missing = len(wanted["Keys"]) - len(rows)
            self.reads += sum(read_units(size(row), consistent=consistent) for row in [*rows, *[{}] * missing])

    def _query(self, asked: Any, told: Any) -> None:
        self.reads += read_units(sum(map(size, told["Items"])), consistent=asked.get("ConsistentRead", False))

    _scan = _query

    def _put_item(self, asked: Any, told: Any, times: int = 1) -> None:
        self.writes += times * (write_units(asked["Item"]) + self._indexed(asked["TableName"], set(asked["Item"])))

    def _update_item(self, asked: Any, told: Any, times: int = 1) -> None:
        name, key = asked["TableName"], asked["Key"]
        row = client("dynamodb").get_item(TableName=name, Key=key)["Item"]
        changed = set(asked.get("ExpressionAttributeNames", {}).values())
        self.writes += times * (write_units(row) + self._indexed(name, changed & set(row)))

    def _delete_item(self, asked: Any, told: Any, times: int = 1) -> None:
        self.writes += times

    def _transact_write_items(self, asked: Any, told: Any) -> None:
        acts = {"Put": self._put_item, "Update": self._update_item, "Delete": self._delete_item}
        for one in asked["TransactItems"]:
            for kind, act in one.items():
                if kind == "ConditionCheck":
                    self.writes += 2
                else:
                    acts[kind](act, {}, times=2)

    def _indexed(self, table: str, written: set[str]) -> int:
        """Indexes that hold any of what was written."""
        if table not in self._indexes:
            self._indexes[table] = list(_indexes(table))
        return sum(bool(written & held) for held in self._indexes[table])


def _indexes(table: str) -> Iterator[set[str]]:
    made = client("dynamodb").describe_table(TableName=table)["Table"]
    for index in made.get("GlobalSecondaryIndexes", ()):
        keys = {one["AttributeName"] for one in index["KeySchema"]}
        yield keys | set(index["Projection"].get("NonKeyAttributes", ()))


@contextmanager
def metered() -> Iterator[Meter]:
    """`with metered() as meter: act()`, then `meter.writes == 2`."""
    meter = Meter()
    with listening({"before-parameter-build": meter.begun, "after-call": meter.answered}):
        yield meter
