"""Count the calls of DynamoDB that an act makes, in order, and the capacity that they consume."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from chatify.core.aws import client

WRITES = {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem"}


@dataclass
class Calls:
    """Grows while the `with` block runs. The SDK's retries of a call count once; failed calls count too."""

    operations: list[str] = field(default_factory=list)
    capacity: dict[str, float] = field(default_factory=dict)
    """Capacity units by operation, of calls that ask for `ReturnConsumedCapacity`, as PynamoDB's all do."""

    def __len__(self) -> int:
        return len(self.operations)

    @property
    def writes(self) -> list[str]:
        return [name for name in self.operations if name in WRITES]

    @property
    def wcu(self) -> float:
        return sum(units for name, units in self.capacity.items() if name in WRITES)

    @property
    def rcu(self) -> float:
        return sum(units for name, units in self.capacity.items() if name not in WRITES)

    def record_call(self, model: Any, **_: Any) -> None:
        self.operations.append(model.name)

    def record_capacity(self, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        consumed = parsed.get("ConsumedCapacity") or []
        for table in [consumed] if isinstance(consumed, dict) else consumed:
            self.capacity[model.name] = self.capacity.get(model.name, 0.0) + table.get("CapacityUnits", 0.0)


@contextmanager
def count_calls() -> Iterator[Calls]:
    """Count calls: `with count_calls() as calls: act()`, then `calls.operations == ["GetItem"]`, `calls.wcu == 0`."""
    calls = Calls()
    with listening({"before-call": calls.record_call, "after-call": calls.record_capacity}):
        yield calls


@contextmanager
def listening(handlers: Mapping[str, Callable[..., None]]) -> Iterator[None]:
    """Register handlers with DynamoDB's client, each under botocore's name of its event."""
    events = client("dynamodb").meta.events
    for event, handler in handlers.items():
        events.register(f"{event}.dynamodb", handler)
    try:
        yield
    finally:
        for event, handler in handlers.items():
            events.unregister(f"{event}.dynamodb", handler)
