"""The thread that reads the stream: its start, its retries, and the records that it gives up."""

from collections.abc import Callable, Iterator, Sequence
from uuid import uuid4

import pytest
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chat.stream import Record
from chatify.core.aws import client
from chatify.core.dynamodb import Item, OnDemand
from chatify.local.resources import make_tables
from chatify.local.stream import TRIES, Reader
from tests.conftest import Aws

Write = Callable[[int], None]
TABLE = "chatify-streamed"


class Streamed(Item):
    class Meta(OnDemand):
        table_name = TABLE
        stream_view_type = "NEW_IMAGE"

    conversation_id = UnicodeAttribute(hash_key=True)
    seq = NumberAttribute(range_key=True)


@pytest.fixture
def write(embedded_aws: Aws) -> Iterator[Write]:
    make_tables([Streamed])
    conversation = str(uuid4())

    def write(seq: int) -> None:
        Streamed(conversation, seq).save()

    yield write
    client("dynamodb").delete_table(TableName=TABLE)


class Consumer:
    """Fails for the records of these sequence numbers."""

    def __init__(self, *failing: int) -> None:
        self.failing = set(failing)
        self.batches: list[list[int]] = []

    def __call__(self, records: Sequence[Record]) -> list[str]:
        self.batches.append([seq(record) for record in records])
        return [record["dynamodb"]["SequenceNumber"] for record in records if seq(record) in self.failing]


def seq(record: Record) -> int:
    return int(record["dynamodb"]["Keys"]["seq"]["N"])


def test_records_are_delivered_once_oldest_first(write: Write) -> None:
    write(1)
    consumer = Consumer()
    reader = Reader(TABLE, consumer, age=-1)
    write(2)
    assert reader.step() is False
    reader.step()
    write(3)
    reader.step()
    assert consumer.batches == [[1, 2], [3]]


def test_step_delivers_at_most_a_hundred_and_tells_of_more(write: Write) -> None:
    for number in range(130):
        write(number)
    consumer = Consumer()
    reader = Reader(TABLE, consumer, age=-1)
    assert reader.step() is True
    assert reader.step() is False
    assert [len(batch) for batch in consumer.batches] == [100, 30]


def test_recent_record_is_left_to_its_authors_request(write: Write) -> None:
    write(1)
    consumer = Consumer()
    Reader(TABLE, consumer, age=3600).step()
    assert consumer.batches == []


def test_failed_record_is_retried_with_its_successors_then_given_up(write: Write) -> None:
    for number in (1, 2, 3):
        write(number)
    consumer = Consumer(2)
    reader = Reader(TABLE, consumer, age=-1)
    for _ in range(TRIES + 1):
        reader.step()
    assert consumer.batches == [[1, 2, 3], *[[2, 3]] * (TRIES - 1), [3]]


def test_reader_starts_anew_after_a_restart_of_the_emulator(write: Write, embedded_aws: Aws) -> None:
    write(1)
    consumer = Consumer()
    reader = Reader(TABLE, consumer, age=-1)
    reader.step()
    embedded_aws.emulator.stop()
    embedded_aws.emulator.start()
    write(2)
    reader.step()
    assert consumer.batches == [[1], [2]], "the new stream is empty, and does not know the old sequence numbers"
