"""Every relative import of the scripts, and every address in the styles, is hashed when the files are collected.

Django's hashing leaves an import without its `;` as it was, silently: it works until the next deployment.
"""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""")
ADDRESS = re.compile(r"""(?:@import\s+(?=["'])|url\()\s*["']?(?!data:|https?:|#)([^"')\s]+)""")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+(?:#[\w-]+)?$")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("static")
    storage = {"staticfiles": {"BACKEND": "chatify.storage.HashedFiles"}}
    with override_settings(STATIC_ROOT=target, STORAGES=storage, DEBUG=False):
        call_command("collectstatic", interactive=False, verbosity=0)
    return target


@pytest.mark.parametrize(("suffix", "pattern"), [("js", IMPORT), ("css", ADDRESS)])
def test_every_reference_is_hashed(collected: Path, suffix: str, pattern: re.Pattern[str]):
    files = [path for path in (collected / suffix).rglob(f"*.{suffix}") if HASHED.search(path.name)]
    found = [(path, reference) for path in files for reference in pattern.findall(code(path))]
    assert len(found) > 5, "too few to prove anything"
    assert [f"{path.name}: {reference}" for path, reference in found if not HASHED.search(reference)] == []


@pytest.mark.parametrize(("suffix", "pattern"), [("js", IMPORT), ("css", ADDRESS)])
def test_every_reference_exists(collected: Path, suffix: str, pattern: re.Pattern[str]):
    for path in (collected / suffix).rglob(f"*.{suffix}"):
        for reference in pattern.findall(code(path)):
            name = reference.partition("#")[0]
            held = collected / name.removeprefix("/static/") if name.startswith("/static/") else path.parent / name
            assert held.exists(), f"{path.name}: {reference}"


def code(path: Path) -> str:
    """Without comments: what JSDoc imports is read by tsc only."""
    return COMMENT.sub("", path.read_text())
