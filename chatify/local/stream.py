"""Reads the stream of `messages` in a thread of the server; in AWS Lambda calls a function with it.

It does what Lambda's mapping in deploy/template.yaml does: batches of 100 from the oldest record on; a record that
failed is tried again until it is given up, and the records behind it wait. A record is left alone for a moment first,
so that nobody gets twice what the author's own request is about to push.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import cached_property
from itertools import takewhile
from threading import Event, Thread
from typing import Any, Final

from chat.models.messages import MessageItem
from chat.stream import Record, consume
from chatify.core import clock
from chatify.core.aws import client
from chatify.core.store_errors import StoreError

logger = logging.getLogger(__name__)

Consume = Callable[[Sequence[Record]], Sequence[str]]

PAUSE: Final = 2.0
"""Seconds between two reads, each two calls and 6 ms of both processes; and the age a record must have."""
QUIET_DOUBLINGS_MAX: Final = 2
"""How often the pause doubles while nothing is written: to 8 seconds, and less than a thousandth of a core."""
BATCH: Final = 100
TRIES: Final = 6
"""The first and five more, as in AWS, each after twice the pause of the one before: two minutes."""


class Reader:
    """Reads one stream with one shard, which is what the emulator has."""

    def __init__(self, table: str, consume: Consume = consume, age: float = PAUSE) -> None:
        self._table = table
        self._consume = consume
        self._age = timedelta(seconds=age)
        self._last_done: str | None = None  # a sequence number
        self._tries = 0
        self._quiet_reads = 0
        self._stopping = Event()

    def run(self) -> None:
        """Read until `stop`."""
        while not self._stopping.wait(PAUSE * 2 ** max(self._tries, self._quiet_reads)):
            try:
                while self.step() and not self._stopping.is_set():
                    pass
            except StoreError:
                logger.debug("The stream can’t be read now.", exc_info=True)  # requests report it
            except Exception:
                logger.exception("Reading the stream failed; it is tried again.")

    def stop(self) -> None:
        self._stopping.set()

    def step(self) -> bool:
        """Hand the records that are old enough to the consumer. Return True if there may be more of them."""
        records = self._next_records()
        self._quiet_reads = 0 if records else min(self._quiet_reads + 1, QUIET_DOUBLINGS_MAX)
        due_records = list(takewhile(self._is_due, records))
        if not due_records:
            return False
        failed = set(self._consume(due_records))
        consumed = list(takewhile(lambda record: _number(record) not in failed, due_records))
        self._advance(consumed, due_records[len(consumed) :])
        return len(consumed) == BATCH

    def _advance(self, consumed: Sequence[Record], remaining: Sequence[Record]) -> None:
        if consumed:
            self._last_done, self._tries = _number(consumed[-1]), 0
        if not remaining:
            return
        self._tries += 1
        if self._tries == TRIES:
            logger.error(
                "Message %s was never pushed; whoever opens its conversation sees it.", remaining[0]["dynamodb"]
            )
            self._last_done, self._tries = _number(remaining[0]), 0

    def _is_due(self, record: Record) -> bool:
        return bool(record["dynamodb"]["ApproximateCreationDateTime"] <= clock.now() - self._age)

    def _next_records(self) -> list[Any]:
        streams = client("dynamodbstreams")
        return list(streams.get_records(ShardIterator=self._make_iterator(), Limit=BATCH)["Records"])

    def _make_iterator(self) -> str:
        """Make one for each read, by sequence number: a restarted emulator has another stream at the old iterator."""
        streams = client("dynamodbstreams")
        if self._last_done is not None:
            after = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": self._last_done}
            try:
                return str(streams.get_shard_iterator(**self._shard, **after)["ShardIterator"])
            except streams.exceptions.TrimmedDataAccessException:
                self._last_done = None
        return str(streams.get_shard_iterator(**self._shard, ShardIteratorType="TRIM_HORIZON")["ShardIterator"])

    @cached_property
    def _shard(self) -> dict[str, str]:
        streams = client("dynamodbstreams")
        (stream,) = streams.list_streams(TableName=self._table)["Streams"]
        (shard,) = streams.describe_stream(StreamArn=stream["StreamArn"])["StreamDescription"]["Shards"]
        return {"StreamArn": stream["StreamArn"], "ShardId": shard["ShardId"]}


def _number(record: Record) -> str:
    return str(record["dynamodb"]["SequenceNumber"])


@contextmanager
def read() -> Iterator[None]:
    """Read the stream inside the `with` block."""
    reader = Reader(MessageItem.Meta.table_name)
    thread = Thread(target=reader.run, name="stream", daemon=True)
    thread.start()
    try:
        yield
    finally:
        reader.stop()
        thread.join(1)
