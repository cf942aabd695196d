"""Count the capacity units that DynamoDB would charge, which no emulator counts correctly.

DynamoDB charges a write unit for each KB of an item and a read unit for each 4 KB. A read that is not strongly
consistent costs half. Sizes are rounded up: by item for GetItem and BatchGetItem, by page for Query and Scan. A
transaction costs twice as much, and so does a write that changes attributes of an index.
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
    """Return about how many bytes the names and values have; a number counts as its text."""
    return sum(len(name) + _size(kind, value) for name, typed in row.items() for kind, value in typed.items())


def _size(kind: str, value: Any) -> int:
    match kind:
        case "M":
            return 3 + size(value)
        case "L":
            return 3 + sum(1 + _size(*next(iter(item.items()))) for item in value)
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
    """Counts calls, read units and write units."""

    calls: int = 0
    reads: float = 0
    writes: float = 0
    _indexes: dict[str, list[set[str]]] = field(default_factory=dict)
    _busy: bool = False

    def on_request(self, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        context[PARAMS] = params

    def on_response(self, parsed: Any, model: Any, context: Any, **_: Any) -> None:
        if self._busy:
            return
        self.calls += 1
        self._busy = True
        try:
            getattr(self, f"_{xform_name(model.name)}")(context[PARAMS], parsed)
        finally:
            self._busy = False

    def _get_item(self, request: Any, response: Any) -> None:
        self.reads += read_units(size(response.get("Item", {})), consistent=request.get("ConsistentRead", False))

    def _batch_get_item(self, request: Any, response: Any) -> None:
        for table, table_request in request["RequestItems"].items():
            consistent, rows = table_request.get("ConsistentRead", False), response["Responses"].get(table, [])
            missing = len(table_request["Keys"]) - len(rows)
            self.reads += sum(read_units(size(row), consistent=consistent) for row in [*rows, *[{}] * missing])

    def _query(self, request: Any, response: Any) -> None:
        self.reads += read_units(sum(map(size, response["Items"])), consistent=request.get("ConsistentRead", False))

    _scan = _query

    def _put_item(self, request: Any, response: Any, times: int = 1) -> None:
        self.writes += times * (
            write_units(request["Item"]) + self._count_indexes(request["TableName"], set(request["Item"]))
        )

    def _update_item(self, request: Any, response: Any, times: int = 1) -> None:
        name, key = request["TableName"], request["Key"]
        row = client("dynamodb").get_item(TableName=name, Key=key)["Item"]
        changed = set(request.get("ExpressionAttributeNames", {}).values())
        self.writes += times * (write_units(row) + self._count_indexes(name, changed & set(row)))

    def _delete_item(self, request: Any, response: Any, times: int = 1) -> None:
        self.writes += times

    def _transact_write_items(self, request: Any, response: Any) -> None:
        meters = {"Put": self._put_item, "Update": self._update_item, "Delete": self._delete_item}
        for item in request["TransactItems"]:
            for kind, write in item.items():
                if kind == "ConditionCheck":
                    self.writes += 2
                else:
                    meters[kind](write, {}, times=2)

    def _count_indexes(self, table: str, written: set[str]) -> int:
        """Count the indexes that contain a written attribute."""
        if table not in self._indexes:
            self._indexes[table] = list(_indexes(table))
        return sum(bool(written & attributes) for attributes in self._indexes[table])


def _indexes(table: str) -> Iterator[set[str]]:
    description = client("dynamodb").describe_table(TableName=table)["Table"]
    for index in description.get("GlobalSecondaryIndexes", ()):
        keys = {key["AttributeName"] for key in index["KeySchema"]}
        yield keys | set(index["Projection"].get("NonKeyAttributes", ()))


@contextmanager
def metered() -> Iterator[Meter]:
    """Meter the calls inside: `with metered() as meter: act()`, then `meter.writes == 2`."""
    meter = Meter()
    with listening({"before-parameter-build": meter.on_request, "after-call": meter.on_response}):
        yield meter
