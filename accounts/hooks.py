"""The hooks that accounts need from the app above, which registers them in `AppConfig.ready`; accounts never name it.

Nothing reads the registry while modules are being imported.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.dispatch import Signal

from accounts.domain import Profile

if TYPE_CHECKING:  # a model costs the start of functions that run no job
    from accounts.models.jobs import JobItem

signed_out = Signal()
"""Sent after a sign-in has ended, with `user_id`, `session_id` (None: all of this person's) and `reason`
("revoked" or "banned"). `but_not` is the session id of the one sign-in that stays, if any.
"""

JobStep = Callable[["JobItem", Any], Any]
"""Does one slice of a step from a cursor (None: the start) and returns the next cursor, None when the step is done.

A job that was killed repeats its last slice, so repeating a slice must change nothing.
"""


class ErasePersonalData(Protocol):
    """Erases one slice of a person's data, as a `JobStep` does; with `words` also what they wrote."""

    def __call__(self, user_id: str, /, *, words: bool, cursor: Any) -> Any: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """The data that the app above keeps of a person."""

    about: Mapping[str, str]
    """A sentence about each file of the export, by file name."""
    rows: Callable[[Profile], Iterator[tuple[str, Any]]]
    """Yields (file name, row). A row of None adds nothing: it lets the caller stop or prolong a long export."""
    erase: ErasePersonalData


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    online: Callable[[Iterable[str], str], AbstractSet[str]]
    """Returns which of these user ids the viewer, named last, may see online."""
    create_channel: Callable[[Profile, str], str]
    """Creates a public channel of that name and returns its id. Raises `Invalid`."""
    join_channel: Callable[[Profile, str], object]
    """Adds a newcomer to the channel of that id. Raises `DomainError`."""
    personal_data: PersonalData
    job_steps: Mapping[str, Sequence[JobStep]]
    """The steps of each kind of job that the app above starts."""


class HooksMissing(RuntimeError):
    """No app has registered its hooks."""


_loaders: list[Callable[[], Hooks]] = []


def register(load: Callable[[], Hooks]) -> None:
    """Take the hooks from `load`, which is called whenever one is needed and may import what it returns."""
    _loaders[:] = [load]


def registered() -> Hooks:
    """Return the registered hooks. Raises `HooksMissing`."""
    if not _loaders:
        raise HooksMissing("Call accounts.hooks.register in the ready() of the app that knows sockets and channels.")
    return _loaders[0]()
