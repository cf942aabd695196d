"""What an act asks of DynamoDB: the calls, in order, and the capacity they consumed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from chatify.dynamodb import client

WRITES = {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem"}


@dataclass
class Calls:
    """Filled while the `with` block runs. Retries by the SDK are one call; failed ones count too."""

    operations: list[str] = field(default_factory=list)
    capacity: dict[str, float] = field(default_factory=dict)
    """Units by operation, where the call asked for `ReturnConsumedCapacity` (PynamoDB always does)."""

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

    def called(self, model: Any, **_: Any) -> None:
        self.operations.append(model.name)

    def answered(self, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        consumed = parsed.get("ConsumedCapacity") or []
        for one in [consumed] if isinstance(consumed, dict) else consumed:
            self.capacity[model.name] = self.capacity.get(model.name, 0.0) + one.get("CapacityUnits", 0.0)


@contextmanager
def count_calls() -> Iterator[Calls]:
    """`with count_calls() as calls: act()`, then `calls.operations == ["GetItem", "PutItem"]`, `calls.wcu == 1`."""
    calls, events = Calls(), client("dynamodb").meta.events
    events.register("before-call.dynamodb", calls.called)
    events.register("after-call.dynamodb", calls.answered)
    try:
        yield calls
    finally:
        events.unregister("before-call.dynamodb", calls.called)
        events.unregister("after-call.dynamodb", calls.answered)
