"""Scripts and styles without comments and spaces: as they are served, here and in production alike.

Names stay, so that what a browser's inspector shows is what stands in static/. Only our own: others come as they are.
A sheet has its imports in it: a browser would ask for them only once it had read the sheet, and paints nothing before.
"""

import re
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from rcssmin import cssmin
from rjsmin import jsmin

OURS = {"js": jsmin, "css": cssmin}
IMPORT = re.compile(r'@import url\("([\w-]+)(?:\.[0-9a-f]{12})?\.css"\) layer\((\w+)\);')
"""As it is written, or with the hash that collecting has put into the name."""


def is_ours(name: str) -> bool:
    """`name` as templates have it: js/app.js, css/app.css."""
    folder, _, rest = name.partition("/")
    return folder in OURS and rest.endswith(f".{folder}")


def small(name: str, content: bytes) -> bytes:
    text: str = OURS[name.partition("/")[0]](IMPORT.sub(_imported, content.decode()))
    return text.encode()


def _imported(found: re.Match[str]) -> str:
    return f"@layer {found[2]}{{{source(f'css/{found[1]}.css').read_text()}}}"


def source(name: str) -> Path:
    """Where it is written. Raises `FileNotFoundError`."""
    found = finders.find(name)
    if found is None:
        raise FileNotFoundError(name)
    return Path(str(found))


@lru_cache(maxsize=256)
def small_file(name: str, edition: str) -> bytes:
    """Kept until another `edition`. Raises `FileNotFoundError`."""
    return small(name, source(name).read_bytes())
