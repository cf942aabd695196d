"""The template's tables and the pages' rights to them, written from the models: `python -m deploy tables`.

A test fails where the template holds anything else, so a new model reaches AWS or the build says so.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

TEMPLATE = Path(__file__).parent / "template.yaml"
TABLES = ("  # Tables: written from the models by `python -m deploy tables`.\n", "  # End of the tables.\n")
RIGHTS = (
    "          # Rights: written from the models by `python -m deploy tables`.\n",
    "          # End of the rights.\n",
)
APPEND_ONLY = {"audit_log"}
"""Nobody may change what stands there, not even we."""
SCANNED = {
    "conversations",
    "handles",
    "invites",
    "jobs",
    "messages",
    "profiles",
    "reactions",
    "reports",
    "sessions",
}
"""By the admin's lists, by jobs, and for what a person takes along: where no index answers. Never tickets, say."""
READING = ("BatchGetItem", "GetItem", "Query", "ConditionCheckItem")
ALL = (*READING, "BatchWriteItem", "PutItem", "UpdateItem", "DeleteItem")
"""A transaction needs the rights of its parts, a batch one of its own."""
APPENDING = ("PutItem", "Query")

Table = Mapping[str, Any]


def write() -> bool:
    """Whether the template changed."""
    before = TEMPLATE.read_text()
    after = written(before)
    TEMPLATE.write_text(after)
    return after != before


def written(template: str) -> str:
    wanted = tables()
    template = _between(
        template, TABLES, "\n".join("\n".join(_table(name, one)) + "\n" for name, one in wanted.items())
    )
    return _between(template, RIGHTS, "".join(f"{line}\n" for line in _rights(wanted)))


def tables() -> dict[str, Table]:
    """By name without the prefix: the properties that CloudFormation is to give each model's table."""
    from django.conf import settings  # noqa: PLC0415  # the caller has set Django up

    from chatify.local.resources import items  # noqa: PLC0415

    return {item.Meta.table_name.removeprefix(settings.DYNAMODB_TABLE_PREFIX): _properties(item) for item in items()}


def _properties(item: Any) -> Table:
    schema = item._get_schema()
    ttl, stream = item._ttl_attribute(), getattr(item.Meta, "stream_view_type", None)
    indexes = [
        {"IndexName": index["index_name"], "KeySchema": _keys(index["key_schema"]), "Projection": index["projection"]}
        for index in schema["global_secondary_indexes"]
    ]
    properties = {
        "AttributeDefinitions": sorted(schema["attribute_definitions"], key=lambda one: str(one["AttributeName"])),
        "KeySchema": _keys(schema["key_schema"]),
        "GlobalSecondaryIndexes": indexes,
        "TimeToLiveSpecification": {"AttributeName": ttl.attr_name, "Enabled": True} if ttl else None,
        "StreamSpecification": {"StreamViewType": stream} if stream else None,
    }
    return {name: value for name, value in properties.items() if value}


def _keys(schema: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """HASH first: CloudFormation insists."""
    return [
        {"AttributeName": key["AttributeName"], "KeyType": key["KeyType"]}
        for key in sorted(schema, key=lambda key: key["KeyType"])
    ]


def resource(name: str) -> str:
    return "".join(word.title() for word in name.split("_")) + "Table"


def _table(name: str, properties: Table) -> Iterator[str]:
    yield f"  {resource(name)}:"
    yield "    Type: AWS::DynamoDB::Table"
    yield "    DeletionPolicy: Retain"
    yield "    UpdateReplacePolicy: Retain"
    yield "    Properties:"
    yield f"      TableName: !Sub ${{AWS::StackName}}-{name}"
    yield "      BillingMode: PAY_PER_REQUEST"
    yield "      DeletionProtectionEnabled: true"
    yield "      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}"
    for key, value in properties.items():
        if isinstance(value, list):
            yield f"      {key}:"
            yield from (f"        - {_flow(one)}" for one in value)
        else:
            yield f"      {key}: {_flow(value)}"


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _rights(wanted: Mapping[str, Table]) -> Iterator[str]:
    yield from _statement(ALL, [name for name in wanted if name not in APPEND_ONLY])
    yield from _statement(("Scan",), [name for name in wanted if name in SCANNED])
    indexed = [
        f"{name}/index/{one['IndexName']}"
        for name, table in wanted.items()
        for one in table.get("GlobalSecondaryIndexes", ())
    ]
    yield from _statement(APPENDING, [name for name in wanted if name in APPEND_ONLY])
    yield from _statement(("Query",), indexed)


def _statement(actions: Iterable[str], names: Iterable[str]) -> Iterator[str]:
    indent = " " * 10
    yield f"{indent}- Effect: Allow"
    yield f"{indent}  Action: [{', '.join(f'dynamodb:{action}' for action in actions)}]"
    yield f"{indent}  Resource:"
    for name in names:
        table, _, rest = name.partition("/")
        tail = f"/{rest}" if rest else ""
        yield f"{indent}    - !Sub ${{{resource(table)}.Arn}}{tail}"


def _between(text: str, marks: tuple[str, str], filling: str) -> str:
    head, begin, rest = text.partition(marks[0])
    _, end, tail = rest.partition(marks[1])
    return head + begin + filling + end + tail
