"""What the template has from elsewhere: tables from the models, services and rights from the code that calls them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from deploy import contents, tables
from tests.deploy.template.parsed import APP, ROOT, of_type, properties, several, statements


def test_the_tables_are_the_models() -> None:
    text = tables.TEMPLATE.read_text()
    assert tables.written(text) == text, "models changed: run `python -m deploy tables`"
    wanted = {tables.resource(name): one for name, one in tables.tables().items()}
    assert set(of_type(APP, "AWS::DynamoDB::Table")) == set(wanted)
    for name, one in wanted.items():
        made = properties(APP, name)
        assert {key: made[key] for key in one} == one, name
        assert ("StreamSpecification" in made) == ("StreamSpecification" in one), name


def calls(pattern: str, *folders: str) -> set[str]:
    """The first argument, where it is written out, of every call of that name in our own code."""
    return {
        argument
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if "local" not in path.parts
        for argument in _first(path, pattern)
    }


def _first(path: Path, name: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name and node.args
        if called and isinstance(node.args[0], ast.Constant):  # type: ignore[attr-defined]
            yield str(node.args[0].value)  # type: ignore[attr-defined]


def test_the_package_describes_the_services_that_are_called() -> None:
    assert calls("client", "accounts", "chat", "chatify") == set(contents.SERVICES)


OPERATION = re.compile(r"\b(?:Batch)?(?:Get|Put|Update|Delete|Write)Item\b|\b(?:Query|Scan)\b")


def test_every_operation_that_an_access_pattern_names_is_allowed() -> None:
    models = [path for folder in ("accounts", "chat") for path in (ROOT / folder / "models").rglob("*.py")]
    named = set(OPERATION.findall("".join(path.read_text() for path in models)))
    assert {"BatchWriteItem", "Query"} <= named
    granted = {action for one in statements(APP, "AllTables") for action in several(one["Action"])}
    assert {f"dynamodb:{name}" for name in named} <= granted


def test_what_is_asked_of_cognito_is_allowed() -> None:
    ours = "".join(path.read_text() for path in (ROOT / "accounts").rglob("*.py"))
    asked = set(re.findall(r'"(admin_(?:\w+_)?(?:user|group|attributes|preference|out)\w*)"', ours))
    allowed = {
        action
        for one in statements(APP, "HttpRole")
        for action in several(one["Action"])
        if action.startswith("cognito-idp:")
    }
    named = {"cognito-idp:" + "".join(word.title() for word in name.split("_")).replace("Mfa", "MFA") for name in asked}
    assert len(asked) > 2
    assert allowed == named
