"""A state machine that checks the promises of `chat.models.log` under faults between its steps.

Faults are botocore hooks that raise or ask for a retry. A response returned from `before-send` would not stop the
emulators from committing. Interleavings are deterministic: a whole second send runs inside a hook of the first.
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
    """Raised where the connection breaks or the process dies."""


@dataclass
class SentMessage:
    """A message as its client remembers it. Every retry repeats `after`."""

    author: str
    after: int | None
    client_id: str = field(default_factory=lambda: str(uuid4()))
    acknowledged: int | None = None


class DenseLog(RuleBasedStateMachine):
    log: ClassVar[ModuleType] = log
    """The module to test; `test_dense_log` reseqs_by_client_id it by a mutated copy."""

    def __init__(self) -> None:
        super().__init__()
        self.conversation_id = uuid4().hex
        self.head = 0
        """The head in the conversation's item, which may lag behind the log."""
        self.sent_messages: list[SentMessage] = []

    @rule(author=st.sampled_from(AUTHORS), behind=SMALL, has_after=st.booleans())
    def original(self, author: str, behind: int, has_after: bool) -> None:
        self.send(self.new_message(author, behind, has_after))

    @rule(pick=st.integers(0, 99))
    def retry(self, pick: int) -> None:
        if self.sent_messages:
            self.send(self.sent_messages[pick % len(self.sent_messages)])

    @rule(author=st.sampled_from(AUTHORS), behind=SMALL, has_after=st.booleans(), retries_at_once=st.booleans())
    def response_lost(self, author: str, behind: int, has_after: bool, retries_at_once: bool) -> None:
        """The message is stored, but its answer is lost: the author tries again at once or later."""
        message = self.new_message(author, behind, has_after)
        self.send(message, at="after-call.dynamodb.PutItem", do=_cut)
        if retries_at_once:
            self.send(message)

    @rule(author=st.sampled_from(AUTHORS), behind=SMALL)
    def crash_before_the_put(self, author: str, behind: int) -> None:
        self.send(self.new_message(author, behind, True), at="before-call.dynamodb.PutItem", do=_cut)

    @rule(author=st.sampled_from(AUTHORS), behind=SMALL, has_after=st.booleans())
    def retried_by_the_sdk(self, author: str, behind: int, has_after: bool) -> None:
        """The first try is stored, but the SDK gets no answer and sends it again."""
        self.send(self.new_message(author, behind, has_after), at="needs-retry.dynamodb.PutItem", do=_retry_at_once)

    @rule(author=st.sampled_from(AUTHORS), behind=SMALL, has_after=st.booleans(), other=st.sampled_from(AUTHORS))
    def other_message_between_read_and_put(self, author: str, behind: int, has_after: bool, other: str) -> None:
        other_message = self.new_message(other, 0, True)
        self.send(
            self.new_message(author, behind, has_after),
            at="before-call.dynamodb.PutItem",
            do=lambda: self.send(other_message),
        )

    @rule(author=st.sampled_from(AUTHORS), behind=SMALL, has_after=st.booleans())
    def duplicate_between_read_and_put(self, author: str, behind: int, has_after: bool) -> None:
        """The same message is sent twice at once, for instance by two tabs."""
        message = self.new_message(author, behind, has_after)
        self.send(message, at="before-call.dynamodb.PutItem", do=lambda: self.send(message))

    @rule(behind=st.integers(0, 5))
    def head_lags(self, behind: int) -> None:
        self.head = max(0, len(self.stored()) - behind)

    @rule(ahead=st.integers(1, 9))
    def forged_after(self, ahead: int) -> None:
        forged = SentMessage("ana", after=len(self.stored()) + ahead)
        with suppress(BadAfter):
            self.append(forged)
            self.sent_messages.append(forged)

    @invariant()
    def log_is_dense_and_keeps_acknowledged_messages(self) -> None:
        stored = self.stored()
        seqs = [message.seq for message in stored]
        assert seqs == list(range(1, len(seqs) + 1)), f"a hole: {seqs}"
        assert len({message.key for message in stored}) == len(stored), "a duplicate"
        seqs_by_client_id = {message.client_id: message.seq for message in stored}
        for message in self.sent_messages:
            if message.acknowledged is not None:
                assert seqs_by_client_id.get(message.client_id) == message.acknowledged, "a lost acknowledgement"

    def new_message(self, author: str, behind: int, has_after: bool) -> SentMessage:
        after = max(0, len(self.stored()) - behind)
        message = SentMessage(author, after=after if has_after else None)
        self.sent_messages.append(message)
        return message

    def send(self, message: SentMessage, *, at: str = "", do: Callable[[], Any] | None = None) -> None:
        with suppress(Cut, StaleCursor):
            if do is None:
                self.append(message)
            else:
                with once(at, do):
                    self.append(message)

    def append(self, message: SentMessage) -> None:
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
    """Run `do` at the first event of this name. botocore gets what it raises or returns."""

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


def _retry_at_once() -> float:
    return 0.0
