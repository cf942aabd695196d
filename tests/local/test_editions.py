"""Browsers cache scripts and styles for ever, and still get an edited one with the next page."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.templatetags.static import static
from django.test import RequestFactory

from chatify.local import static as static_module
from chatify.local.static import StaticFiles
from chatify.web.template_tags import fixed


@pytest.fixture
def sources(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one script and a style sheet that imports another; editions are not cached."""
    for folder in ("js", "css", "img"):
        (tmp_path / folder).mkdir()
    (tmp_path / "js/app.js").write_text("let first = 1;")
    (tmp_path / "css/app.css").write_text('@import url("base.css") layer(base);')
    (tmp_path / "css/base.css").write_text("p { color: red; }")
    (tmp_path / "img/dot.svg").write_text("<svg/>")
    settings.STATICFILES_DIRS = [tmp_path]
    monkeypatch.setattr(static_module, "EDITION_CACHE_SECONDS", 0)
    monkeypatch.setattr(static_module._EditionCache, "valid_until", 0.0)
    return tmp_path


def get(address: str) -> Any:
    return StaticFiles(None).get_response(RequestFactory().get(address))


def edit(path: Path, text: str) -> None:
    """Write the text, and make sure that the file's time changes."""
    before = path.stat().st_mtime_ns
    path.write_text(text)
    os.utime(path, ns=(before + 1_000_000, before + 1_000_000))


def test_file_of_the_current_edition_is_cached_for_ever(sources: Path):
    response = get(static("js/app.js"))
    assert (response.status_code, b"".join(response)) == (200, b"let first=1;")
    assert "immutable" in response["Cache-Control"]
    assert response["Content-Type"].startswith("text/javascript")


def test_edit_changes_the_address_of_every_script_and_style(sources: Path):
    script, sheet = static("js/app.js"), static("css/app.css")
    assert (static("js/app.js"), static("css/app.css")) == (script, sheet), (
        "addresses stay as long as nothing is edited"
    )
    edit(sources / "css/base.css", "p { color: blue; }")
    assert static("js/app.js") != script
    assert static("css/app.css") != sheet
    assert b"".join(get(static("css/app.css"))) == b"@layer base{p{color:blue}}", (
        "an imported sheet is part of the importing one"
    )


def test_cached_page_parts_name_the_new_edition(sources: Path):
    before = fixed("chat/_modules.html")
    assert fixed("chat/_modules.html") is before, "rendered once"
    edit(sources / "js/app.js", "let second = 2;")
    assert static("js/chat/outbox.js") in fixed("chat/_modules.html")
    assert static("js/chat/outbox.js") not in before


def test_older_edition_is_answered_with_the_current_file_uncached(sources: Path):
    old_address = static("js/app.js")
    edit(sources / "js/app.js", "let second = 2;")
    response = get(old_address)
    assert b"".join(response) == b"let second=2;"
    assert response["Cache-Control"] == "no-cache"


def test_address_without_an_edition_is_not_cached(sources: Path):
    assert get("/static/js/app.js")["Cache-Control"] == "no-cache"
    assert static("img/dot.svg") == "/static/img/dot.svg", "pictures have no edition: browsers cache them for a minute"


@pytest.mark.parametrize("name", ["js/none.js", "edition-000000000000/js/none.js", "css/../js/none.js"])
def test_missing_file_is_answered_by_the_site(sources: Path, name: str):
    class Application:
        def get_response(self, request: Any) -> str:
            return "the site"

    assert StaticFiles(Application()).get_response(RequestFactory().get(f"/static/{name}")) == "the site"
