"""Write the template's tables, and the pages' rights to them, from the models (`python -m deploy tables`).

A test fails if the template differs from the models, so that no new model is forgotten.
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
"""Tables whose rows no function may change or delete."""
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
"""Tables that the admin's lists, jobs and exports scan, because no index answers their questions."""
READING = ("BatchGetItem", "GetItem", "Query", "ConditionCheckItem")
ALL = (*READING, "BatchWriteItem", "PutItem", "UpdateItem", "DeleteItem")
"""A transaction needs the rights of its parts, but a batch has an action of its own."""
APPENDING = ("PutItem", "Query")

Table = Mapping[str, Any]


def write() -> bool:
    """Update the template, and tell whether that changed it."""
    before = TEMPLATE.read_text()
    after = update(before)
    TEMPLATE.write_text(after)
    return after != before


def update(template: str) -> str:
    """Return the template with the tables and rights of the present models."""
    models = tables()
    resources = ["\n".join(_table(name, properties)) + "\n" for name, properties in models.items()]
    template = _replace_between(template, TABLES, "\n".join(resources))
    return _replace_between(template, RIGHTS, "".join(f"{line}\n" for line in _rights(models)))


def tables() -> dict[str, Table]:
    """Return the CloudFormation properties of each model's table, by its name without the prefix."""
    from django.conf import settings  # noqa: PLC0415  # Django must be set up first

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
        "AttributeDefinitions": sorted(schema["attribute_definitions"], key=lambda row: str(row["AttributeName"])),
        "KeySchema": _keys(schema["key_schema"]),
        "GlobalSecondaryIndexes": indexes,
        "TimeToLiveSpecification": {"AttributeName": ttl.attr_name, "Enabled": True} if ttl else None,
        "StreamSpecification": {"StreamViewType": stream} if stream else None,
    }
    return {name: value for name, value in properties.items() if value}


def _keys(schema: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    # CloudFormation insists that HASH comes first.
    return [
        {"AttributeName": key["AttributeName"], "KeyType": key["KeyType"]}
        for key in sorted(schema, key=lambda key: key["KeyType"])
    ]


def resource_name(name: str) -> str:
    """Return a table's name in the template, such as AuditLogTable for audit_log."""
    return "".join(word.title() for word in name.split("_")) + "Table"


def _table(name: str, properties: Table) -> Iterator[str]:
    yield f"  {resource_name(name)}:"
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
            yield from (f"        - {_flow(item)}" for item in value)
        else:
            yield f"      {key}: {_flow(value)}"


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _rights(models: Mapping[str, Table]) -> Iterator[str]:
    yield from _statement(ALL, [name for name in models if name not in APPEND_ONLY])
    yield from _statement(("Scan",), [name for name in models if name in SCANNED])
    indexed = [
        f"{name}/index/{index['IndexName']}"
        for name, table in models.items()
        for index in table.get("GlobalSecondaryIndexes", ())
    ]
    yield from _statement(APPENDING, [name for name in models if name in APPEND_ONLY])
    yield from _statement(("Query",), indexed)


def _statement(actions: Iterable[str], names: Iterable[str]) -> Iterator[str]:
    indent = " " * 10
    yield f"{indent}- Effect: Allow"
    yield f"{indent}  Action: [{', '.join(f'dynamodb:{action}' for action in actions)}]"
    yield f"{indent}  Resource:"
    for name in names:
        table, _, rest = name.partition("/")
        tail = f"/{rest}" if rest else ""
        yield f"{indent}    - !Sub ${{{resource_name(table)}.Arn}}{tail}"


def _replace_between(text: str, marks: tuple[str, str], content: str) -> str:
    head, begin, rest = text.partition(marks[0])
    _, end, tail = rest.partition(marks[1])
    return head + begin + content + end + tail
