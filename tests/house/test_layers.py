"""No import and no string points up: a module does not know the layers above it.

import-linter checks the imports (`make check`); its contracts in pyproject.toml are the only list of the layers. It
cannot see a module that is named in a string, as in Django's settings. Those strings are checked here.
"""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.conf import settings
from importlinter.api import read_configuration

ROOT = Path(settings.BASE_DIR)
CONFIGURATION = read_configuration(str(ROOT / "pyproject.toml"))
PACKAGES = CONFIGURATION["session_options"]["root_packages"]
# The wiring: these files exist to name modules of every layer.
WIRING = {"chatify.apps", "chatify.settings", "chatify.urls"}
# Every process that starts Django names its settings.
SETTINGS_MODULE = "chatify.settings"

PLANTED_IMPORTS = {
    "accounts.services.people": "chat.services.members",
    "chat.domain.policies": "chat.services.access",
    "chatify.core.clock": "chatify.web.health",
}
PLANTED_STRING = ("chatify.rest.cursors", "chat.services.presence.online")


def layers() -> list[dict[str, int]]:
    """Return for each contract the layer of each module, counted from 0 at the top."""
    return [
        {
            f"{container}{name.strip('() ')}": number
            for number, layer in enumerate(contract["layers"])
            for name in layer.split("|")
        }
        for contract in CONFIGURATION["contracts_options"]
        if contract["type"] == "layers"
        for container in [f"{name}." for name in contract.get("containers", ())] or [""]
    ]


LAYERS = layers()


def points_up(module: str, target: str) -> bool:
    """Whether `target` is in a higher layer than `module`, or in another module of the same layer."""
    for layer_numbers in LAYERS:
        own, other = listed_module(layer_numbers, module), listed_module(layer_numbers, target)
        if own and other and own != other and layer_numbers[other] <= layer_numbers[own]:
            return True
    return False


def listed_module(layer_numbers: Mapping[str, int], name: str) -> str | None:
    """The module of a contract that a dotted name is, or is inside."""
    return next((module for module in layer_numbers if f"{name}.".startswith(f"{module}.")), None)


def modules(root: Path) -> Iterator[tuple[str, Path]]:
    for package in PACKAGES:
        for path in (root / package).rglob("*.py"):
            yield ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"), path


def named_modules(path: Path) -> Iterator[str]:
    """The strings of a file that are a dotted name in one of our packages."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            parts = node.value.split(".")
            if len(parts) > 1 and parts[0] in PACKAGES and all(part.isidentifier() for part in parts):
                yield node.value


def strings_that_point_up(root: Path) -> list[tuple[str, str]]:
    return [
        (module, target)
        for module, path in modules(root)
        if module not in WIRING
        for target in named_modules(path)
        if target != SETTINGS_MODULE and points_up(module, target)
    ]


def test_layers_are_read_from_the_contracts():
    assert points_up("accounts.services.people", "chat.services.members")
    assert points_up("chat.domain.policies", "chat.services")
    assert points_up("chatify.core.clock", "chatify.web.health.readyz")
    assert points_up("chatify.core.logs", "chatify.core.clock"), "neighbours do not import each other"
    assert not points_up("chat.services.members", "accounts.services.people")
    assert not points_up("chat.services.members", "chat.services.access")


def test_no_string_points_up():
    assert len([name for _, path in modules(ROOT) for name in named_modules(path)]) > 20, "too few to prove anything"
    assert strings_that_point_up(ROOT) == []


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The packages and their contracts, to plant wrong imports in."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def plant(root: Path, module: str, line: str) -> None:
    path = root.joinpath(*module.split(".")).with_suffix(".py")
    path.write_text(f"{path.read_text(encoding='utf-8')}\n\n{line}\n", encoding="utf-8")


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", command, "--no-cache", "--no-logo"],
        check=False,
        cwd=root,
        capture_output=True,
        text=True,
    )


def test_planted_imports_are_found(copy: Path):
    assert lint_imports(copy).returncode == 0, "a copy that fails already would prove nothing"
    for module, target in PLANTED_IMPORTS.items():
        plant(copy, module, f"import {target}")
    linted = lint_imports(copy)
    assert linted.returncode == 1
    for module, target in PLANTED_IMPORTS.items():
        assert f"{module} -> {target} " in linted.stdout, linted.stdout


def test_a_planted_string_is_found(copy: Path):
    module, target = PLANTED_STRING
    plant(copy, module, f"HOOK = {target!r}")
    assert strings_that_point_up(copy) == [PLANTED_STRING]
