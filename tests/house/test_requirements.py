"""All imported packages are pinned: in `production.in` for what runs in AWS, in `development.in` for the rest."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
OURS = {"accounts", "chat", "chatify", "deploy", "tests"}
# These run on a developer's machine only.
LOCAL = ("chatify/local/", "chatify/rest/openapi/generator/", "chatify/core/minify.py", "deploy/")
HANDLERS = "deploy/handlers/"


def pinned(name: str) -> set[str]:
    """Return the distributions of a lock file."""
    text = (ROOT / f"requirements/{name}.txt").read_text()
    return {name.lower().replace("_", "-") for name in re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==", text, re.MULTILINE)}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def imported(*, local: bool) -> dict[str, str]:
    """Map each imported package to one file that imports it, of the local files or of all others."""
    packages: dict[str, str] = {}
    for folder in ("accounts", "chat", "chatify", "deploy"):
        for path in (ROOT / folder).rglob("*.py"):
            name = str(path.relative_to(ROOT))
            is_local = name.startswith(LOCAL) and not name.startswith(HANDLERS)
            if is_local == local:
                packages |= dict.fromkeys(imports(path), name)
    return {name: where for name, where in packages.items() if name not in sys.stdlib_module_names | OURS}


def missing(packages: dict[str, str], lists: set[str]) -> dict[str, str]:
    owners = packages_distributions()
    return {
        name: where
        for name, where in packages.items()
        if not {owner.lower().replace("_", "-") for owner in owners.get(name, [name])} & lists
    }


def test_imports_of_the_functions_are_pinned_for_production():
    packages = imported(local=False)
    assert "django" in packages, "without imports it would prove nothing"
    assert missing(packages, pinned("production")) == {}


def test_imports_of_local_code_are_pinned_for_development():
    assert missing(imported(local=True), pinned("development")) == {}


def test_packages_that_slow_a_cold_start_are_not_pinned_for_production():
    """botocore would import pyOpenSSL, which takes 25 to 30 ms; drf-spectacular takes 58 ms."""
    assert pinned("production") & {"pyopenssl", "drf-spectacular", "uvicorn", "ministack"} == set()
