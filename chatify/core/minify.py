"""Minified scripts and style sheets, served alike on a laptop and in production.

Comments and spaces go; names stay, so that a browser's inspector shows the code of static/. Files of others are served
as they are. Imports of a style sheet are inlined, because a browser would fetch them only after reading the sheet, and
paints nothing before it has all of them.
"""

import re
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from rcssmin import cssmin
from rjsmin import jsmin

MINIFIERS = {"js": jsmin, "css": cssmin}
IMPORT = re.compile(r'@import url\("([\w-]+)(?:\.[0-9a-f]{12})?\.css"\) layer\((\w+)\);')
"""An import as written, or with the hash that collecting the static files puts into the name."""


def is_ours(name: str) -> bool:
    """Whether the file is one of ours. `name` is as in templates: js/app.js, css/app.css."""
    folder, _, rest = name.partition("/")
    return folder in MINIFIERS and rest.endswith(f".{folder}")


def minify(name: str, content: bytes) -> bytes:
    """Return the minified content of a file."""
    text: str = MINIFIERS[name.partition("/")[0]](IMPORT.sub(_inline_import, content.decode()))
    return text.encode()


def _inline_import(statement: re.Match[str]) -> str:
    return f"@layer {statement[2]}{{{source_path(f'css/{statement[1]}.css').read_text()}}}"


def source_path(name: str) -> Path:
    """Return the path of a static file's source. Raises `FileNotFoundError`."""
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(name)
    return Path(str(path))


@lru_cache(maxsize=256)
def minify_file(name: str, edition: str) -> bytes:
    """Return a minified file, cached for each `edition` of the static files. Raises `FileNotFoundError`."""
    return minify(name, source_path(name).read_bytes())
