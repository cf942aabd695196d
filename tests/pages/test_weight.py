"""The bytes of the main screen's scripts and styles as they are transferred, counted from what the page loads."""

import re
from pathlib import PurePosixPath

import pytest
from django.core.files.base import ContentFile
from django.test import RequestFactory

from chatify.core.static_storage import HashedFiles
from chatify.local.static import StaticFiles
from tests.pages.browsing import Page
from tests.weight import SCRIPT_BYTES, STYLE_BYTES, transferred

IMPORT = re.compile(r"""(?:^|;)(?:import|export)[^"';(]*["'](\./[^"']+|\.\./[^"']+)["']""", re.MULTILINE)


def served(name: str) -> str:
    request = RequestFactory().get(f"/static/{name}")
    answer = StaticFiles(None).get_response(request)
    assert answer.status_code == 200, name
    return b"".join(answer).decode()


def graph(name: str, seen: dict[str, str]) -> dict[str, str]:
    """Every module that `name` imports, and all that they import, with their text."""
    if name not in seen:
        seen[name] = served(name)
        for reference in IMPORT.findall(seen[name]):
            graph(resolved(PurePosixPath(name).parent, reference), seen)
    return seen


def resolved(folder: PurePosixPath, reference: str) -> str:
    parts: list[str] = []
    for part in (*folder.parts, *PurePosixPath(reference).parts):
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


@pytest.fixture
def main_screen(browser, tess, workshop, say):
    say(tess, workshop)
    return browser(tess).get(f"/c/{workshop}")


def test_the_main_screens_script_is_small(main_screen):
    [entry] = [script.attributes["src"] for script in main_screen.all("script")]
    modules = graph(entry.removeprefix("/static/"), {})
    assert len(modules) > 20, "the walk found the modules"
    weight = transferred(text.encode() for text in modules.values())
    print(f"script: {weight} bytes in {len(modules)} files")
    assert 15_000 < weight <= SCRIPT_BYTES
    # One request after the other would cost a round trip for each step of the graph.
    preloaded = [
        link.attributes["href"].removeprefix("/static/") for link in main_screen.all("link", rel="modulepreload")
    ]
    assert sorted(preloaded) == sorted(set(modules) - {entry.removeprefix("/static/")})


def test_the_main_screens_styles_are_small(main_screen):
    head = Page(main_screen.html.partition("</head>")[0])  # what templates name comes later, if at all
    sheets = [link.attributes["href"].removeprefix("/static/") for link in head.all("link", rel="stylesheet")]
    text = "".join(map(served, sheets))
    assert text.count("@layer") > 10, "the imported sheets are in it"
    assert "@import" not in text, "nothing is painted before what it would ask for has come, one round trip later"
    weight = transferred(served(sheet).encode() for sheet in sheets)
    print(f"style: {weight} bytes in {len(sheets)} files")
    assert 3_000 < weight <= STYLE_BYTES


def test_production_minifies_scripts_and_styles(tmp_path):
    storage = HashedFiles(location=tmp_path, base_url="/static/")
    assert "/**" not in served("js/app.js")
    storage.save("js/app.js", ContentFile(b"/** Words. */\nconst answer = 42; // more\n"))
    assert (tmp_path / "js/app.js").read_text() == "const answer=42;"
    storage.save("css/app.css", ContentFile(b'@import url("utilities.css") layer(utilities);'))
    assert (tmp_path / "css/app.css").read_text().startswith("@layer utilities{[hidden]")


def test_third_party_files_are_not_minified(tmp_path):
    storage = HashedFiles(location=tmp_path, base_url="/static/")
    foreign = "/** A licence. */\nlet foreign  = 1;\n"
    storage.save("admin/js/core.js", ContentFile(foreign.encode()))
    assert (tmp_path / "admin/js/core.js").read_text() == foreign
