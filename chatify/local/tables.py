"""Every table of every model: keys, indexes, TTL and stream as the models' own words have them."""

from collections.abc import Iterable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from django.conf import settings

from chatify.core.aws import client
from chatify.core.dynamodb import Item

MODELS = ("accounts.models", "chat.models")


def items() -> list[type[Item]]:
    """The item class of each table, by name. Imports every module of the models' packages."""
    for package in map(import_module, MODELS):
        for module in iter_modules(package.__path__):
            import_module(f"{package.__name__}.{module.name}")
    ours = [item for item in _below(Item) if item.__module__.startswith(MODELS)]
    found = {item.Meta.table_name: item for item in ours if hasattr(item, "Meta")}
    return [found[name] for name in sorted(found)]


def _below(item: type[Item]) -> Iterator[type[Item]]:
    for heir in item.__subclasses__():
        yield heir
        yield from _below(heir)


def make_tables(wanted: Iterable[type[Item]] | None = None) -> list[str]:
    """Make what is missing of every model, or of those; add to an older table what a newer model has.

    Answers what was done, a line each. One ListTables, and one DescribeTable a table; nothing is ever removed.
    """
    existing = _existing()
    done: list[str] = []
    for item in items() if wanted is None else wanted:
        name = item.Meta.table_name
        if name in existing:
            done += _catch_up(item)
        else:
            item.create_table(wait=True)
            done.append(f"{name}: made")
    return done


def _existing() -> set[str]:
    pages = client("dynamodb").get_paginator("list_tables").paginate()
    names = {name for page in pages for name in page["TableNames"]}
    return {name for name in names if name.startswith(settings.DYNAMODB_TABLE_PREFIX)}


def _catch_up(item: type[Item]) -> list[str]:
    table = client("dynamodb").describe_table(TableName=item.Meta.table_name)["Table"]
    return [*_catch_up_indexes(item, table), *_catch_up_stream(item, table), *_catch_up_ttl(item, table)]


def _catch_up_indexes(item: type[Item], table: dict[str, Any]) -> list[str]:
    schema = item._get_schema()
    held = {index["IndexName"] for index in table.get("GlobalSecondaryIndexes", ())}
    missing = [index for index in schema["global_secondary_indexes"] if index["index_name"] not in held]
    for index in missing:  # DynamoDB takes one new index a call
        client("dynamodb").update_table(
            TableName=table["TableName"],
            AttributeDefinitions=schema["attribute_definitions"],
            GlobalSecondaryIndexUpdates=[
                {
                    "Create": {
                        "IndexName": index["index_name"],
                        "KeySchema": index["key_schema"],
                        "Projection": index["projection"],
                    }
                }
            ],
        )
    return [f"{table['TableName']}: index {index['index_name']}" for index in missing]


def _catch_up_stream(item: type[Item], table: dict[str, Any]) -> list[str]:
    view = getattr(item.Meta, "stream_view_type", None)
    if view is None or (table.get("StreamSpecification") or {}).get("StreamEnabled"):
        return []
    specification = {"StreamEnabled": True, "StreamViewType": view}
    client("dynamodb").update_table(TableName=table["TableName"], StreamSpecification=specification)
    return [f"{table['TableName']}: stream"]


def _catch_up_ttl(item: type[Item], table: dict[str, Any]) -> list[str]:
    if item._ttl_attribute() is None:  # type: ignore[no-untyped-call]
        return []
    setting = client("dynamodb").describe_time_to_live(TableName=table["TableName"])["TimeToLiveDescription"]
    if setting["TimeToLiveStatus"] in ("ENABLED", "ENABLING"):
        return []
    item.update_ttl(ignore_update_ttl_errors=False)
    return [f"{table['TableName']}: TTL"]
