"""Scripts and styles are kept by the browser for ever, and an edited one is had with the next page all the same."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.templatetags.static import static
from django.test import RequestFactory

from chatify.local import static as serving
from chatify.local.static import Static
from chatify.web.template_tags import fixed


@pytest.fixture
def sources(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of static files with one script and a sheet that imports another; each look at it is a new one."""
    for folder in ("js", "css", "img"):
        (tmp_path / folder).mkdir()
    (tmp_path / "js/app.js").write_text("let first = 1;")
    (tmp_path / "css/app.css").write_text('@import url("base.css") layer(base);')
    (tmp_path / "css/base.css").write_text("p { color: red; }")
    (tmp_path / "img/dot.svg").write_text("<svg/>")
    settings.STATICFILES_DIRS = [tmp_path]
    monkeypatch.setattr(serving, "LOOKED_SECONDS", 0)
    monkeypatch.setattr(serving._Last, "until", 0.0)
    return tmp_path


def get(address: str) -> Any:
    return Static(None).get_response(RequestFactory().get(address))


def edit(path: Path, text: str) -> None:
    """So that the time of it differs, whatever the clock of the file system."""
    before = path.stat().st_mtime_ns
    path.write_text(text)
    os.utime(path, ns=(before + 1_000_000, before + 1_000_000))


def test_what_a_page_names_is_kept_for_ever(sources: Path):
    answer = get(static("js/app.js"))
    assert (answer.status_code, b"".join(answer)) == (200, b"let first=1;")
    assert "immutable" in answer["Cache-Control"]
    assert answer["Content-Type"].startswith("text/javascript")


def test_an_edit_gives_all_of_them_new_addresses(sources: Path):
    script, sheet = static("js/app.js"), static("css/app.css")
    assert (static("js/app.js"), static("css/app.css")) == (script, sheet), "as long as nothing is edited"
    edit(sources / "css/base.css", "p { color: blue; }")
    assert static("js/app.js") != script
    assert static("css/app.css") != sheet
    assert b"".join(get(static("css/app.css"))) == b"@layer base{p{color:blue}}", "an imported sheet is in the other"


def test_what_is_the_same_on_every_page_names_the_new_ones(sources: Path):
    before = fixed("chat/_modules.html")
    assert fixed("chat/_modules.html") is before, "rendered once"
    edit(sources / "js/app.js", "let second = 2;")
    assert static("js/chat/outbox.js") in fixed("chat/_modules.html")
    assert static("js/chat/outbox.js") not in before


def test_an_open_page_of_before_has_what_there_is_now_and_nobody_keeps_it_as_that(sources: Path):
    old = static("js/app.js")
    edit(sources / "js/app.js", "let second = 2;")
    answer = get(old)
    assert b"".join(answer) == b"let second=2;"
    assert answer["Cache-Control"] == "no-cache"


def test_the_same_without_an_edition_is_asked_for_again_each_time(sources: Path):
    assert get("/static/js/app.js")["Cache-Control"] == "no-cache"
    assert static("img/dot.svg") == "/static/img/dot.svg", (
        "pictures are not ours to tell apart: a copy of them is short"
    )


@pytest.mark.parametrize("name", ["js/none.js", "edition-000000000000/js/none.js", "css/../js/none.js"])
def test_what_is_not_there_is_the_sites_to_answer(sources: Path, name: str):
    class Application:
        def get_response(self, request: Any) -> str:
            return "the site"

    assert Static(Application()).get_response(RequestFactory().get(f"/static/{name}")) == "the site"
