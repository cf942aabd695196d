"""Pad responses to a constant time, so that timing does not reveal whether an account exists."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

from django.conf import settings

from chatify.core.errors import Throttled


@contextmanager
def padded(*, refusals_only: bool = False) -> Iterator[None]:
    """Leave the block no sooner than `settings.CONSTANT_TIME_SECONDS` after entering it.

    With `refusals_only` only an error is held back. Rate limits belong inside the block: counting a repeated try takes
    one call more than counting a first. A `Throttled` is never held back, as it reveals nothing.
    """
    ends_at = monotonic() + settings.CONSTANT_TIME_SECONDS
    try:
        yield
    except Throttled:
        raise
    except Exception:
        _sleep_until(ends_at)
        raise
    if not refusals_only:
        _sleep_until(ends_at)


def _sleep_until(moment: float) -> None:
    sleep(max(0.0, moment - monotonic()))
