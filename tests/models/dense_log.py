"""The dense log under faults, as a state machine: what `chat.models.log` promises, whatever happens between its steps.

Faults are botocore hooks that raise or ask for a retry; a response returned from `before-send` would not stop the
emulators from committing. Interleavings are made deterministic: another send runs whole inside a hook of the first.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, ClassVar
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chat.domain.conversations import Head
from chat.domain.errors import BadAfter, StaleCursor
from chat.domain.messages import Draft
from chat.models import log
from chat.models.messages import MessageItem
from chatify.core import clock
from chatify.core.aws import client

AUTHORS = ("ana", "ben")
SMALL = st.integers(0, 3)


class Cut(Exception):
    """The connection broke, or the process died, at this step."""


@dataclass
class Attempted:
    """One message of one author, as its client remembers it: every retry repeats `after`."""

    author: str
    after: int | None
    client_id: str = field(default_factory=lambda: str(uuid4()))
    acknowledged: int | None = None


class DenseLog(RuleBasedStateMachine):
    log: ClassVar[ModuleType] = log
    """Replaced by a mutated copy in the tests of the tests."""

    def __init__(self) -> None:
        super().__init__()
        self.conversation_id = uuid4().hex
        self.head = 0
        """What the conversation's item says: never ahead of the log, often behind."""
        self.attempted: list[Attempted] = []

    @rule(author=st.sampled_from(AUTHORS), behind=SMALL, says_after=st.booleans())
    def original(self, author: str, behind: int, says_after: bool) -> None:
        self.send(self.new(author, behind, says_after))

    @rule(pick=st.integers(0, 99))
    def retry(self, pick: int) -> None:
        if self.attempted:
            self.send(self.attempted[pick % len(self.attempted)])

    @rule(author=st.sampled_from(AUTHORS), behind=SMALL, says_after=st.booleans(), again=st.booleans())
    def response_lost(self, author: str, behind: int, says_after: bool, again: bool) -> None:
        """Stored, but nobody is told: the author tries again at once or later."""
        message = self.new(author, behind, says_after)
        self.send(message, at="after-call.dynamodb.PutItem", do=_cut)
        if again:
            self.send(message)

    @rule(author=st.sampled_from(AUTHORS), behind=SMALL)
    def crash_before_the_put(self, author: str, behind: int) -> None:
        self.send(self.new(author, behind, True), at="before-call.dynamodb.PutItem", do=_cut)

    @rule(author=st.sampled_from(AUTHORS), behind=SMALL, says_after=st.booleans())
    def retried_by_the_sdk(self, author: str, behind: int, says_after: bool) -> None:
        """The first try was stored; the SDK saw no answer and sends it once more."""
        self.send(self.new(author, behind, says_after), at="needs-retry.dynamodb.PutItem", do=_at_once)

    @rule(author=st.sampled_from(AUTHORS), behind=SMALL, says_after=st.booleans(), other=st.sampled_from(AUTHORS))
    def somebody_else_between_read_and_put(self, author: str, behind: int, says_after: bool, other: str) -> None:
        inner = self.new(other, 0, True)
        self.send(self.new(author, behind, says_after), at="before-call.dynamodb.PutItem", do=lambda: self.send(inner))

    @rule(author=st.sampled_from(AUTHORS), behind=SMALL, says_after=st.booleans())
    def duplicate_between_read_and_put(self, author: str, behind: int, says_after: bool) -> None:
        """The same message twice at once: two tabs, or an impatient client."""
        message = self.new(author, behind, says_after)
        self.send(message, at="before-call.dynamodb.PutItem", do=lambda: self.send(message))

    @rule(behind=st.integers(0, 5))
    def head_lags(self, behind: int) -> None:
        self.head = max(0, len(self.stored()) - behind)

    @rule(ahead=st.integers(1, 9))
    def forged_after(self, ahead: int) -> None:
        forged = Attempted("ana", after=len(self.stored()) + ahead)
        with suppress(BadAfter):
            self.append(forged)
            self.attempted.append(forged)

    @invariant()
    def promises(self) -> None:
        stored = self.stored()
        seqs = [message.seq for message in stored]
        assert seqs == list(range(1, len(seqs) + 1)), f"a hole: {seqs}"
        assert len({message.key for message in stored}) == len(stored), "a duplicate"
        places = {message.client_id: message.seq for message in stored}
        for message in self.attempted:
            if message.acknowledged is not None:
                assert places.get(message.client_id) == message.acknowledged, "a lost acknowledgement"

    def new(self, author: str, behind: int, says_after: bool) -> Attempted:
        seen = max(0, len(self.stored()) - behind)
        message = Attempted(author, after=seen if says_after else None)
        self.attempted.append(message)
        return message

    def send(self, message: Attempted, *, at: str = "", do: Callable[[], Any] | None = None) -> None:
        with suppress(Cut, StaleCursor):
            if do is None:
                self.append(message)
            else:
                with once(at, do):
                    self.append(message)

    def append(self, message: Attempted) -> None:
        draft = Draft(
            conversation_id=self.conversation_id,
            client_id=message.client_id,
            author_id=message.author,
            body="…",
            sent_at=clock.now(),
        )
        sent = self.log.append(draft, after=message.after, head=Head("e", self.head, 0))
        assert message.acknowledged in (None, sent.message.seq), "the same message was acknowledged in two places"
        message.acknowledged = sent.message.seq
        self.head = max(self.head, sent.message.seq)

    def stored(self) -> list[Any]:
        return MessageItem.page_after(self.conversation_id, 0, 1000)


class once:  # noqa: N801  # reads as a verb in `with once(…)`
    """Run `do` at the first such event; what it raises or returns is botocore's to deal with."""

    def __init__(self, event: str, do: Callable[[], Any]) -> None:
        self.event, self.do, self.done = event, do, False

    def __enter__(self) -> None:
        client("dynamodb").meta.events.register_first(self.event, self.hook)

    def __exit__(self, *_: object) -> None:
        client("dynamodb").meta.events.unregister(self.event, self.hook)

    def hook(self, **_: Any) -> Any:
        if self.done:
            return None
        self.done = True
        return self.do()


def _cut() -> None:
    raise Cut


def _at_once() -> float:
    return 0.0
