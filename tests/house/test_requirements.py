"""What the product imports is pinned: `production.in` for what runs in AWS, `local.in` too for `chatify.local`."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
OURS = {"accounts", "chat", "chatify", "deploy", "tests"}
# What runs on a developer's machine only.
LOCAL = ("chatify/local/", "chatify/rest/openapi/generator/", "chatify/core/minify.py", "deploy/")
HANDLERS = "deploy/handlers/"


def pinned(name: str) -> set[str]:
    """The distributions of a locked list."""
    text = (ROOT / f"requirements/{name}.txt").read_text()
    return {found.lower().replace("_", "-") for found in re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==", text, re.MULTILINE)}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def imported(*, local: bool) -> dict[str, str]:
    """Package to one file that imports it, of what runs locally only, or of all else."""
    found: dict[str, str] = {}
    for folder in ("accounts", "chat", "chatify", "deploy"):
        for path in (ROOT / folder).rglob("*.py"):
            name = str(path.relative_to(ROOT))
            is_local = name.startswith(LOCAL) and not name.startswith(HANDLERS)
            if is_local == local:
                found |= dict.fromkeys(imports(path), name)
    return {name: where for name, where in found.items() if name not in sys.stdlib_module_names | OURS}


def missing(packages: dict[str, str], lists: set[str]) -> dict[str, str]:
    owners = packages_distributions()
    return {
        name: where
        for name, where in packages.items()
        if not {owner.lower().replace("_", "-") for owner in owners.get(name, [name])} & lists
    }


def test_what_runs_in_aws_is_pinned_for_it():
    packages = imported(local=False)
    assert "django" in packages, "nothing imported would prove nothing"
    assert missing(packages, pinned("production")) == {}


def test_what_runs_on_a_laptop_is_pinned_for_it():
    assert missing(imported(local=True), pinned("development")) == {}


def test_what_slows_a_cold_start_is_not_pinned_for_aws():
    """pyOpenSSL: botocore would import it, 25 to 30 ms; drf-spectacular 58."""
    assert pinned("production") & {"pyopenssl", "drf-spectacular", "uvicorn", "ministack"} == set()
