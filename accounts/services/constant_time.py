"""Time tells, too: answers that may not differ take the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

from django.conf import settings

from chatify.core.errors import Throttled


@contextmanager
def even(*, refusals_only: bool = False) -> Iterator[None]:
    """Leave no sooner than `settings.EVEN_ANSWER_SECONDS` after entering, or only where that is by an error.

    Limits belong inside: for what was tried before they ask once more. Whom they refuse learns nothing and need not
    wait.
    """
    ends_at = monotonic() + settings.EVEN_ANSWER_SECONDS
    try:
        yield
    except Throttled:
        raise
    except Exception:
        _wait(ends_at)
        raise
    if not refusals_only:
        _wait(ends_at)


def _wait(ends_at: float) -> None:
    sleep(max(0.0, ends_at - monotonic()))
