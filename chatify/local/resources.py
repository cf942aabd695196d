"""Create or update tables, bucket and mail sender. Everything may be repeated.

Keys, indexes, TTL and stream of a table are those that its model declares.
"""

from collections.abc import Iterable, Iterator
from email.utils import parseaddr
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from django.conf import settings

from chatify.core.aws import client
from chatify.core.dynamodb import Item

MODEL_PACKAGES = ("accounts.models", "chat.models")


def items() -> list[type[Item]]:
    """Return the item class of each table, sorted by table name. Imports every module of the model packages."""
    for package in map(import_module, MODEL_PACKAGES):
        for module in iter_modules(package.__path__):
            import_module(f"{package.__name__}.{module.name}")
    models = [item for item in _subclasses(Item) if item.__module__.startswith(MODEL_PACKAGES)]
    by_table = {item.Meta.table_name: item for item in models if hasattr(item, "Meta")}
    return [by_table[name] for name in sorted(by_table)]


def _subclasses(item: type[Item]) -> Iterator[type[Item]]:
    for subclass in item.__subclasses__():
        yield subclass
        yield from _subclasses(subclass)


def make_tables(models: Iterable[type[Item]] | None = None) -> list[str]:
    """Create the missing tables of these models (or all), and update older ones to their models.

    Return a line for each change. One ListTables, and one DescribeTable for each table; nothing is ever removed.
    """
    existing_tables = _existing_tables()
    changes: list[str] = []
    for item in items() if models is None else models:
        name = item.Meta.table_name
        if name in existing_tables:
            changes += _update_table(item)
        else:
            item.create_table(wait=True)
            changes.append(f"{name}: made")
    return changes


def make_bucket() -> None:
    """Create the bucket for uploads. Creating an existing bucket of ours changes nothing."""
    client("s3").create_bucket(Bucket=settings.FILES_BUCKET)


def make_sender() -> None:
    """Register the address that the site's own mails come from: SES sends from verified addresses only.

    The embedded SES takes every identity as verified.
    """
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    ses = client("sesv2")
    try:
        ses.create_email_identity(EmailIdentity=address)
    except ses.exceptions.AlreadyExistsException:
        return


def _existing_tables() -> set[str]:
    pages = client("dynamodb").get_paginator("list_tables").paginate()
    names = {name for page in pages for name in page["TableNames"]}
    return {name for name in names if name.startswith(settings.DYNAMODB_TABLE_PREFIX)}


def _update_table(item: type[Item]) -> list[str]:
    table = client("dynamodb").describe_table(TableName=item.Meta.table_name)["Table"]
    return [*_add_indexes(item, table), *_add_stream(item, table), *_add_ttl(item, table)]


def _add_indexes(item: type[Item], table: dict[str, Any]) -> list[str]:
    schema = item._get_schema()
    existing = {index["IndexName"] for index in table.get("GlobalSecondaryIndexes", ())}
    missing = [index for index in schema["global_secondary_indexes"] if index["index_name"] not in existing]
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


def _add_stream(item: type[Item], table: dict[str, Any]) -> list[str]:
    view = getattr(item.Meta, "stream_view_type", None)
    if view is None or (table.get("StreamSpecification") or {}).get("StreamEnabled"):
        return []
    specification = {"StreamEnabled": True, "StreamViewType": view}
    client("dynamodb").update_table(TableName=table["TableName"], StreamSpecification=specification)
    return [f"{table['TableName']}: stream"]


def _add_ttl(item: type[Item], table: dict[str, Any]) -> list[str]:
    if item._ttl_attribute() is None:  # type: ignore[no-untyped-call]
        return []
    setting = client("dynamodb").describe_time_to_live(TableName=table["TableName"])["TimeToLiveDescription"]
    if setting["TimeToLiveStatus"] in ("ENABLED", "ENABLING"):
        return []
    item.update_ttl(ignore_update_ttl_errors=False)
    return [f"{table['TableName']}: TTL"]
