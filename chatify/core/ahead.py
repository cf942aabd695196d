"""What a request is going to ask for, read in the very call that says who asks: one round trip less.

It decides nothing: whoever takes a row judges it as one just read, and each is taken once. It is only for acts that
read before they write, since what is written meanwhile it doesn't know of.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from chatify.core import dynamodb
from chatify.core.dynamodb import Found, Item, Key, Wanted


@dataclass(slots=True)
class _Ahead:
    wanted: Callable[[str], Iterable[Wanted]]
    asked: dict[type[Item], frozenset[Key]] = field(default_factory=dict)
    found: Found = field(default_factory=dict)


_ahead: ContextVar[_Ahead | None] = ContextVar("ahead", default=None)


@contextmanager
def reading_ahead(wanted: Callable[[str], Iterable[Wanted]]) -> Iterator[None]:
    """Inside, the sign-in is read together with what `wanted` says for the id of the person."""
    token = _ahead.set(_Ahead(wanted))
    try:
        yield
    finally:
        _ahead.reset(token)


def read_together(user_id: str, *own: Wanted) -> Found:
    """As `batch_get(*own)`; what is wanted ahead of this person's act comes with it and waits."""
    ahead = _ahead.get()
    if ahead is None:
        return dynamodb.batch_get(*own)
    asked = {model: frozenset(keys) for model, keys in ahead.wanted(user_id)}
    found = dynamodb.batch_get(*own, *asked.items())
    ahead.asked, ahead.found = asked, found
    return found


def batch_get(*wanted: Wanted) -> Found:
    """As `dynamodb.batch_get`, without asking for what was read ahead."""
    found: Found = {}
    missing: list[Wanted] = []
    for model, keys in wanted:
        rows = taken(model, keys)
        if rows is None:
            missing.append((model, keys))
        else:
            found[model] = rows
    for model, rows in dynamodb.batch_get(*missing).items():
        found.setdefault(model, []).extend(rows)
    return found


def taken(model: type[Item], keys: Collection[Key]) -> list[Any] | None:
    """The rows that were read ahead, maybe more than these; None where not all of these keys were asked for."""
    ahead = _ahead.get()
    if ahead is None or not keys or not ahead.asked.get(model, frozenset()).issuperset(keys):
        return None
    del ahead.asked[model]
    return ahead.found.pop(model)
