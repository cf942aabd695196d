"""Scripts and styles without comments and spaces: as they are served, here and in production alike.

Names stay, so that what a browser's inspector shows is what stands in static/. Only our own: others come as they are.
"""

from functools import lru_cache
from pathlib import Path

from rcssmin import cssmin
from rjsmin import jsmin

OURS = {"js": jsmin, "css": cssmin}


def is_ours(name: str) -> bool:
    """`name` as templates have it: js/app.js, css/app.css."""
    folder, _, rest = name.partition("/")
    return folder in OURS and rest.endswith(f".{folder}")


def small(name: str, content: bytes) -> bytes:
    text: str = OURS[name.partition("/")[0]](content.decode())
    return text.encode()


@lru_cache(maxsize=256)
def small_file(name: str, path: Path, changed: int) -> bytes:
    """Kept until the file changes; `changed` is its `st_mtime_ns`."""
    return small(name, path.read_bytes())
