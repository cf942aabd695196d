"""Rules for every tracked file."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LARGEST = {".py": 260, ".js": 400, ".css": 600, ".html": 200}
# Written by tools.
GENERATED = {"package-lock.json", "chatify/rest/openapi.json", "static/js/api-types.d.ts"}
LONG = {"static/js/elements/chat-timeline.js": "one element, whose parts are elsewhere already"}
# The brackets keep this file from matching its own patterns.
REGISTRY = re.compile(
    r"://[^/\s]+/sim[p]le\b|\"resolve[d]\": *\"htt[p]|\bindex[-]url\b(?! )|extra[-]index|find[-]links\s"
)
MACHINE = re.compile(r"(?<![\w.])/(?:wor[k]|roo[t]|hom[e])/\w+|/op[t]/(?:wheel[s]|pyp[i])")
STORED = re.compile(
    r"(?:localStorage|sessionStorage|indexedDB)\b[^;\n]*(?:token|ticket|password|secret)", re.IGNORECASE
)


def tracked_files() -> Iterator[Path]:
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    for name in listed.rstrip("\0").split("\0"):
        if (ROOT / name).is_file():
            yield ROOT / name


def texts() -> Iterator[tuple[str, str]]:
    for path in tracked_files():
        name = str(path.relative_to(ROOT))
        if path.suffix in {".png", ".ico", ".woff2", ".webp"}:
            continue
        yield name, path.read_text(encoding="utf-8")


def test_there_are_tracked_files():
    assert len(list(texts())) > 100


def test_no_file_names_a_registry_or_a_machine():
    violations = [
        f"{name}: {match[0]}"
        for name, text in texts()
        for pattern in (REGISTRY, MACHINE)
        for match in pattern.finditer(text)
        if name != "Makefile"
    ]
    assert violations == []


def test_no_token_is_kept_in_the_browsers_storage():
    scripts = [(name, text) for name, text in texts() if name.startswith("static/js/")]
    assert scripts, "no scripts would prove nothing"
    assert [name for name, text in scripts if STORED.search(text)] == []


def test_files_stay_small():
    """A file with a good reason to be longer is listed in `LONG` with that reason."""
    long = {
        name: lines
        for name, text in texts()
        if (lines := text.count("\n")) > LARGEST.get(Path(name).suffix, 10_000) and not name.startswith("tests/")
    }
    assert {name: lines for name, lines in long.items() if name not in GENERATED | LONG.keys()} == {}


def test_no_script_writes_html_or_evaluates_text():
    dangerous = re.compile(r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function)\b")
    assert [name for name, text in texts() if name.startswith("static/js/") and dangerous.search(text)] == []


def test_no_template_holds_script_or_style():
    inline = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son\w+=", re.IGNORECASE)
    # Mail programs ignore style sheets, and an export is read from a disk.
    shown = [(name, text) for name, text in texts() if name.startswith("templates/")]
    templates = [(name, text) for name, text in shown if not name.startswith(("templates/mails/", "templates/export/"))]
    assert templates, "no templates would prove nothing"
    assert [name for name, text in templates if inline.search(text)] == []
