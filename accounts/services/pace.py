"""Time tells, too: answers that may not differ take the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

from django.conf import settings


@contextmanager
def even() -> Iterator[None]:
    """Leave no sooner than `settings.EVEN_ANSWER_SECONDS` after entering, whatever happened inside."""
    ends_at = monotonic() + settings.EVEN_ANSWER_SECONDS
    try:
        yield
    finally:
        sleep(max(0.0, ends_at - monotonic()))
