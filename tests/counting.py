"""What an act asks of DynamoDB: the calls, in order, and the capacity they consumed."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from chatify.core.aws import client

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
    calls = Calls()
    with listening({"before-call": calls.called, "after-call": calls.answered}):
        yield calls


@contextmanager
def listening(handlers: Mapping[str, Callable[..., None]]) -> Iterator[None]:
    """To DynamoDB's client, by botocore's name of the moment."""
    events = client("dynamodb").meta.events
    for moment, handler in handlers.items():
        events.register(f"{moment}.dynamodb", handler)
    try:
        yield
    finally:
        for moment, handler in handlers.items():
            events.unregister(f"{moment}.dynamodb", handler)
