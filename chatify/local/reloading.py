"""Django's autoreloader over this checkout alone: the libraries' two thousand files cost 1–2 % of a core to watch."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.autoreload import StatReloader

OTHERS = (".venv", ".local", ".git", "node_modules")


class CheckoutReloader(StatReloader):
    def watched_files(self, include_globs: bool = True) -> Iterator[Path]:
        for path in super().watched_files(include_globs):
            if _is_ours(path):
                yield path


@cache
def _is_ours(path: Path) -> bool:
    if not path.is_relative_to(settings.BASE_DIR):
        return False
    return path.relative_to(settings.BASE_DIR).parts[0] not in OTHERS
