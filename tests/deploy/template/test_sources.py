"""The template matches the code: tables match the models, and rights match the calls."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from deploy import package_files, tables
from tests.deploy.template.parsed import APP, ROOT, of_type, properties, several, statements


def test_the_tables_match_the_models() -> None:
    text = tables.TEMPLATE.read_text()
    assert tables.update(text) == text, "models changed: run `python -m deploy tables`"
    expected = {tables.resource_name(name): properties for name, properties in tables.tables().items()}
    assert set(of_type(APP, "AWS::DynamoDB::Table")) == set(expected)
    for name, table in expected.items():
        written = properties(APP, name)
        assert {key: written[key] for key in table} == table, name
        assert ("StreamSpecification" in written) == ("StreamSpecification" in table), name


def first_arguments(pattern: str, *folders: str) -> set[str]:
    """Return the first argument of every call of that name in our own code, where it is a constant."""
    return {
        argument
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if "local" not in path.parts
        for argument in _first_arguments(path, pattern)
    }


def _first_arguments(path: Path, name: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name and node.args
        if called and isinstance(node.args[0], ast.Constant):  # type: ignore[attr-defined]
            yield str(node.args[0].value)  # type: ignore[attr-defined]


def test_the_package_describes_the_services_that_are_called() -> None:
    assert first_arguments("client", "accounts", "chat", "chatify") == set(package_files.SERVICES)


OPERATION = re.compile(r"\b(?:Batch)?(?:Get|Put|Update|Delete|Write)Item\b|\b(?:Query|Scan)\b")


def test_every_operation_that_an_access_pattern_names_is_allowed() -> None:
    models = [path for folder in ("accounts", "chat") for path in (ROOT / folder / "models").rglob("*.py")]
    named_operations = set(OPERATION.findall("".join(path.read_text() for path in models)))
    assert {"BatchWriteItem", "Query"} <= named_operations
    granted = {action for statement in statements(APP, "AllTables") for action in several(statement["Action"])}
    assert {f"dynamodb:{name}" for name in named_operations} <= granted


def test_every_call_of_cognito_is_allowed() -> None:
    code = "".join(path.read_text() for path in (ROOT / "accounts").rglob("*.py"))
    calls = set(re.findall(r'"(admin_(?:\w+_)?(?:user|group|attributes|preference|out)\w*)"', code))
    allowed = {
        action
        for statement in statements(APP, "HttpRole")
        for action in several(statement["Action"])
        if action.startswith("cognito-idp:")
    }
    needed = {
        "cognito-idp:" + "".join(word.title() for word in name.split("_")).replace("Mfa", "MFA") for name in calls
    }
    assert len(calls) > 2
    assert allowed == needed
