"""Who a message calls: @handle, or @all for everybody inside."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from chat.domain.errors import TooManyMentions

# As handles are (accounts.domain.HANDLE), but not inside an e-mail address or a path.
MENTION = re.compile(r"(?<![\w@./+-])@[a-z0-9_.-]{2,32}(?![\w@])", re.IGNORECASE)
EVERYBODY = "all"
MENTIONS_MAX = 50
"""In one message, repeated ones too."""


@dataclass(frozen=True, slots=True)
class Called:
    """The members a message mentions, in order, without its author.

    Where `everybody` is called, `user_ids` are all the others if they are at most 50, and nobody if there are more.
    """

    user_ids: tuple[str, ...] = ()
    everybody: bool = False


def candidates(written: str) -> Iterator[str]:
    """Handles that “@tess.” may mean, the longest first: a handle may end with a dot, and so may a sentence."""
    handle = written.lower()
    yield handle
    while handle.endswith((".", "-", "_")):
        handle = handle[:-1]
        yield handle


def handles(written: Iterable[str]) -> list[str]:
    """All that may be meant, once each. Raises `TooManyMentions`."""
    listed = list(written)
    if len(listed) > MENTIONS_MAX:
        raise TooManyMentions
    return list(dict.fromkeys(handle for one in listed for handle in candidates(one)))


def called(written: Iterable[str], people: Mapping[str, str], author_id: str, roster: Collection[str]) -> Called:
    """`people` are the members among the handles: handle → user id; `all` → "" where the author may call all."""
    meant = [next((handle for handle in candidates(one) if handle in people), None) for one in written]
    if EVERYBODY in meant:
        others = sorted(one for one in roster if one != author_id)
        return Called(tuple(others) if len(others) <= MENTIONS_MAX else (), everybody=True)
    ids = dict.fromkeys(people[handle] for handle in meant if handle)
    return Called(tuple(one for one in ids if one != author_id))
