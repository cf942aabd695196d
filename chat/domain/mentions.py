"""Mentions in a message: @handle for one member, @all for everybody in the conversation."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from chat.domain.errors import TooManyMentions

# The same characters as accounts.domain.HANDLE, but not inside an e-mail address or a path.
MENTION = re.compile(r"(?<![\w@./+-])@[a-z0-9_.-]{2,32}(?![\w@])", re.IGNORECASE)
EVERYBODY = "all"
MENTIONS_MAX = 50
"""Mentions in one message; repeated ones count."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """The members that a message mentions, in order, without its author.

    With `everybody`, `user_ids` are all other members if there are at most 50, else empty.
    """

    user_ids: tuple[str, ...] = ()
    everybody: bool = False


def possible_handles(written: str) -> Iterator[str]:
    """Yield the handles that “@tess.” may mean, longest first: a handle may end with a dot, and so may a sentence."""
    handle = written.lower()
    yield handle
    while handle.endswith((".", "-", "_")):
        handle = handle[:-1]
        yield handle


def mentioned_handles(written_handles: Iterable[str]) -> list[str]:
    """Return every handle that the written ones may mean, without duplicates. Raises `TooManyMentions`."""
    written_handles = list(written_handles)
    if len(written_handles) > MENTIONS_MAX:
        raise TooManyMentions
    return list(dict.fromkeys(handle for written in written_handles for handle in possible_handles(written)))


def resolve_mentions(
    written_handles: Iterable[str], people: Mapping[str, str], author_id: str, roster: Collection[str]
) -> Mentions:
    """Turn written handles into the members they mean.

    `people` maps the handles of members to user ids; it has `all` (mapped to "") if the author may mention everybody.
    """
    known = [
        next((handle for handle in possible_handles(written) if handle in people), None) for written in written_handles
    ]
    if EVERYBODY in known:
        others = sorted(user_id for user_id in roster if user_id != author_id)
        return Mentions(tuple(others) if len(others) <= MENTIONS_MAX else (), everybody=True)
    user_ids = dict.fromkeys(people[handle] for handle in known if handle)
    return Mentions(tuple(user_id for user_id in user_ids if user_id != author_id))
