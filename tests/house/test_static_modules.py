"""Collected scripts import each other by hashed names, and collected styles name no other file.

Django silently leaves an import without its `;` unhashed, which works until the next deployment.
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
    storage = {"staticfiles": {"BACKEND": "chatify.core.static_storage.HashedFiles"}}
    with override_settings(STATIC_ROOT=target, STORAGES=storage, DEBUG=False):
        call_command("collectstatic", interactive=False, verbosity=0)
    return target


def test_every_import_is_hashed(collected: Path):
    files = [path for path in (collected / "js").rglob("*.js") if HASHED.search(path.name)]
    references = [(path, reference) for path in files for reference in IMPORT.findall(code(path))]
    assert len(references) > 5, "too few to prove anything"
    assert [f"{path.name}: {reference}" for path, reference in references if not HASHED.search(reference)] == []


def test_every_import_exists(collected: Path):
    for path in (collected / "js").rglob("*.js"):
        for reference in IMPORT.findall(code(path)):
            assert (path.parent / reference).exists(), f"{path.name}: {reference}"


def test_styles_name_no_other_file(collected: Path):
    """Imports are inlined, because a browser paints nothing before it has all style sheets."""
    files = list((collected / "css").rglob("*.css"))
    assert len(files) > 5, "too few to prove anything"
    assert [(path.name, ADDRESS.findall(code(path))) for path in files if ADDRESS.search(code(path))] == []


def code(path: Path) -> str:
    """Return the code without comments, because only tsc reads what JSDoc imports."""
    return COMMENT.sub("", path.read_text())
