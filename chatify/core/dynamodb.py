"""What every DynamoDB table shares: the base of its item, conditional writes, transactions and batch reads.

By default PynamoDB gives each model a connection, a session and a client. Sharing one client (`chatify.core.aws`) saves
about 150 ms of a cold start and the memory of fifteen connection pools.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Generic, Self, TypeVar

from django.conf import settings
from pynamodb.connection import Connection
from pynamodb.connection.table import TableConnection
from pynamodb.constants import NULL
from pynamodb.exceptions import PynamoDBException, TransactWriteError
from pynamodb.models import Model

from chatify.core.aws import client
from chatify.core.errors import Unavailable

BATCH_GET_KEYS = 100
CONDITION_FAILED = "ConditionalCheckFailed"
TRANSACTION_CONFLICT = "TransactionConflict"
"""Why an item of a transaction was refused. The error of a single write has the same code and ends in “Exception”."""


def table_name(entity: str) -> str:
    """Return the name of a table with this site's prefix."""
    return f"{settings.DYNAMODB_TABLE_PREFIX}{entity}"


class OnDemand:
    """The base of every item's `Meta`: paid per request, so an idle table costs nothing."""

    billing_mode: ClassVar[str] = "PAY_PER_REQUEST"


class Item(Model):
    """The base of every table's items. Each access pattern is a method that states its cost."""

    @classmethod
    def _get_connection(cls) -> TableConnection:
        # These are private names of PynamoDB 6.1; tests/models/test_shared_client.py fails if they change.
        connection = super()._get_connection()
        connection.connection._client = client("dynamodb")
        return connection

    @classmethod
    def from_raw_data(cls, data: dict[str, Any]) -> Self:
        """Build an item from what DynamoDB returned.

        PynamoDB's own method walks through all attributes three times, even through those that are missing.
        """
        item = cls.__new__(cls)
        attributes, item.attribute_values = cls.get_attributes(), dict(_defaults(cls))
        for name, value in data.items():
            if name in attributes and NULL not in value:
                attribute = attributes[name]
                item.attribute_values[name] = attribute.deserialize(attribute.get_value(value))
        return item

    @classmethod
    def find(cls, hash_key: Any, range_key: Any = None, *, consistent: bool = True) -> Self | None:
        """Return an item or None. One GetItem: 1 RCU per 4 KB (0.5 if `consistent` is false)."""
        try:
            return cls.get(hash_key, range_key, consistent_read=consistent)
        except cls.DoesNotExist:
            return None


Key = tuple[Any, ...]
ItemKeys = tuple[type[Item], Collection[Key]]
ItemsByModel = dict[type[Item], list[Any]]
T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class BatchRead(Generic[T]):
    """The keys of a BatchGetItem, and the value that the items behind them make.

    A model returns one for what is worth reading together with something else, such as a member with their sign-in.
    `build` may be given more items than it asked for, and must pick its own by their keys.
    """

    keys: Sequence[ItemKeys]
    build: Callable[[ItemsByModel], T]

    def fetch(self, *, consistent: bool = True) -> T:
        """Read it alone: one BatchGetItem per 100 keys, none where there is no key."""
        return self.build(batch_get(*self.keys, consistent=consistent))

    def fetch_with(self, other: "BatchRead[U]") -> tuple[T, U]:
        """Read both in the same BatchGetItem."""
        items = batch_get(*self.keys, *other.keys)
        return self.build(items), other.build(items)


@cache
def _defaults(model: type[Item]) -> dict[str, Any]:
    return {
        name: attribute.default for name, attribute in model.get_attributes().items() if attribute.default is not None
    }


def try_write(write: Callable[[], object]) -> bool:
    """Make a conditional write. Returns False if its condition does not hold; raises every other error."""
    try:
        write()
    except PynamoDBException as error:
        if error_code(error) != CONDITION_FAILED:
            raise
        return False
    return True


def error_code(error: PynamoDBException) -> str:
    """Return why a single write was refused: `CONDITION_FAILED`, `TRANSACTION_CONFLICT` or another code."""
    return (error.cause_response_code or "").removesuffix("Exception")


def is_contention(error: TransactWriteError) -> bool:
    """Return whether a transaction only lost a race: then trying again at the new ends is right."""
    return (
        bool({CONDITION_FAILED, TRANSACTION_CONFLICT}.intersection(cancellation_codes(error)))
        or error.cause_response_code == "TransactionInProgressException"
    )


def cancellation_codes(error: TransactWriteError) -> list[str | None]:
    """Return why a transaction was cancelled: a code for each item, None where it was not the item's fault.

    PynamoDB sends condition checks, deletes, puts and updates, in this order.
    """
    return [reason.code if reason else None for reason in error.cancellation_reasons]


def transaction_connection() -> Connection:
    """Return a connection on the shared client, for `pynamodb.transactions.TransactWrite`."""
    connection = Connection(region=settings.AWS["region"])
    connection._client = client("dynamodb")
    return connection


def batch_get(*item_keys: ItemKeys, consistent: bool = True) -> ItemsByModel:
    """Read items of several tables: one BatchGetItem per 100 keys, where PynamoDB's own is one call a table.

    Order is not kept. Keys that the service leaves unprocessed are asked for again, three times; then raises
    `Unavailable`.
    """
    models = {model.Meta.table_name: model for model, _ in item_keys}
    # DynamoDB refuses a request that names the same key twice.
    unique_keys = dict.fromkeys((model, tuple(key)) for model, keys in item_keys for key in keys)
    pending = [
        (model.Meta.table_name, model.get_operation_kwargs_from_class(*key)["Key"]) for model, key in unique_keys
    ]
    items: ItemsByModel = {model: [] for model in models.values()}
    while pending:
        chunk, pending = pending[:BATCH_GET_KEYS], pending[BATCH_GET_KEYS:]
        for table, raw in _batch_get_chunk(chunk, consistent):
            model = models[table]
            items[model].append(model.from_raw_data(raw))
    return items


def _batch_get_chunk(chunk: Sequence[tuple[str, Any]], consistent: bool) -> Iterable[tuple[str, Any]]:
    request: dict[str, Any] = {}
    for name, key in chunk:
        request.setdefault(name, {"Keys": [], "ConsistentRead": consistent})["Keys"].append(key)
    for _attempt in range(3):
        answer = client("dynamodb").batch_get_item(RequestItems=request, ReturnConsumedCapacity="TOTAL")
        for name, rows in answer["Responses"].items():
            yield from ((name, row) for row in rows)
        request = answer.get("UnprocessedKeys") or {}
        if not request:
            return
    raise Unavailable
