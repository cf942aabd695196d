"""The stream of `messages` on a laptop: in AWS a function is called with it, here a thread of the server reads it.

As Lambda's mapping in deploy/template.yaml does: batches of 100 from the oldest record on, a failed record brought
again until it is given up, what follows it waiting. Records are left alone for a moment first, so that nobody is told
twice what the author's own request is about to tell.
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
from chatify.core.dynamodb import StoreError

logger = logging.getLogger(__name__)

Consume = Callable[[Sequence[Record]], Sequence[str]]

PAUSE: Final = 2.0
"""Seconds between two looks, each two calls and 6 ms of both processes; and the age from which a record is taken."""
QUIET: Final = 2
"""Doublings of the pause while nothing is written: 8 seconds, and less than a thousandth of a core."""
BATCH: Final = 100
TRIES: Final = 6
"""The first and five more, as in AWS, each after twice the pause of the one before: two minutes."""


class Reader:
    """One stream with one shard, which is what the emulator has."""

    def __init__(self, table: str, consume: Consume = consume, age: float = PAUSE) -> None:
        self._table = table
        self._consume = consume
        self._age = timedelta(seconds=age)
        self._place: str | None = None  # the sequence number of the last record that is done with
        self._tries = 0
        self._quiet = 0
        self._over = Event()

    def run(self) -> None:
        """Until `stop`."""
        while not self._over.wait(PAUSE * 2 ** max(self._tries, self._quiet)):
            try:
                while self.step() and not self._over.is_set():
                    pass
            except StoreError:
                logger.debug("The stream can’t be read now.", exc_info=True)  # the doors tell of it
            except Exception:
                logger.exception("The stream was left for a moment.")

    def stop(self) -> None:
        self._over.set()

    def step(self) -> bool:
        """Take what is old enough; True where there may be more of it."""
        records = self._records()
        self._quiet = 0 if records else min(self._quiet + 1, QUIET)
        ripe = list(takewhile(self._is_ripe, records))
        if not ripe:
            return False
        failed = set(self._consume(ripe))
        done = list(takewhile(lambda record: _number(record) not in failed, ripe))
        self._go_on(done, ripe[len(done) :])
        return len(done) == BATCH

    def _go_on(self, done: Sequence[Record], left: Sequence[Record]) -> None:
        if done:
            self._place, self._tries = _number(done[-1]), 0
        if not left:
            return
        self._tries += 1
        if self._tries == TRIES:
            logger.error("Message %s was never pushed; whoever opens its conversation sees it.", left[0]["dynamodb"])
            self._place, self._tries = _number(left[0]), 0

    def _is_ripe(self, record: Record) -> bool:
        return bool(record["dynamodb"]["ApproximateCreationDateTime"] <= clock.now() - self._age)

    def _records(self) -> list[Any]:
        """Those behind the place."""
        streams, where = client("dynamodbstreams"), self._shard
        return list(streams.get_records(ShardIterator=self._iterator(where), Limit=BATCH)["Records"])

    def _iterator(self, where: dict[str, str]) -> str:
        """Made anew each time, by number: an emulator that was started again has another stream at the old iterator."""
        streams = client("dynamodbstreams")
        if self._place is not None:
            after = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": self._place}
            try:
                return str(streams.get_shard_iterator(**where, **after)["ShardIterator"])
            except streams.exceptions.TrimmedDataAccessException:
                self._place = None
        return str(streams.get_shard_iterator(**where, ShardIteratorType="TRIM_HORIZON")["ShardIterator"])

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
    """The stream is read inside."""
    reader = Reader(MessageItem.Meta.table_name)
    thread = Thread(target=reader.run, name="stream", daemon=True)
    thread.start()
    try:
        yield
    finally:
        reader.stop()
        thread.join(1)
