"""The page's budget: what a first screen may transfer, each file compressed as it is on its way."""

import gzip
from collections.abc import Iterable

SCRIPT_BYTES, STYLE_BYTES = 35_000, 10_000


def transferred(contents: Iterable[bytes]) -> int:
    """Return how many bytes these files are on their way, each compressed by itself (gzip, level 6)."""
    return sum(len(gzip.compress(content, 6)) for content in contents)
