"""The thread that reads the stream: where it begins, what it brings again, what it gives up."""

from collections.abc import Callable, Iterator, Sequence
from uuid import uuid4

import pytest
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chat.stream import Record
from chatify.core.aws import client
from chatify.core.dynamodb import Item, OnDemand
from chatify.local.stream import TRIES, Reader
from chatify.local.tables import make_tables
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
    """Takes all but those of `refused`, and what follows them."""

    def __init__(self, *refused: int) -> None:
        self.refused = set(refused)
        self.batches: list[list[int]] = []

    def __call__(self, records: Sequence[Record]) -> list[str]:
        self.batches.append([seq(record) for record in records])
        return [record["dynamodb"]["SequenceNumber"] for record in records if seq(record) in self.refused]


def seq(record: Record) -> int:
    return int(record["dynamodb"]["Keys"]["seq"]["N"])


def test_each_record_is_brought_once_from_the_oldest_on(write: Write) -> None:
    write(1)
    consumer = Consumer()
    reader = Reader(TABLE, consumer, age=-1)
    write(2)
    assert reader.step() is False
    reader.step()
    write(3)
    reader.step()
    assert consumer.batches == [[1, 2], [3]]


def test_a_batch_is_a_hundred_at_most_and_says_that_there_is_more(write: Write) -> None:
    for number in range(130):
        write(number)
    consumer = Consumer()
    reader = Reader(TABLE, consumer, age=-1)
    assert reader.step() is True
    assert reader.step() is False
    assert [len(batch) for batch in consumer.batches] == [100, 30]


def test_a_young_record_is_left_to_its_authors_own_push(write: Write) -> None:
    write(1)
    consumer = Consumer()
    Reader(TABLE, consumer, age=3600).step()
    assert consumer.batches == []


def test_what_failed_is_brought_again_with_what_follows_and_given_up_at_last(write: Write) -> None:
    for number in (1, 2, 3):
        write(number)
    consumer = Consumer(2)
    reader = Reader(TABLE, consumer, age=-1)
    for _ in range(TRIES + 1):
        reader.step()
    assert consumer.batches == [[1, 2, 3], *[[2, 3]] * (TRIES - 1), [3]]


def test_after_a_restart_of_the_emulator_it_begins_at_the_new_beginning(write: Write, embedded_aws: Aws) -> None:
    write(1)
    consumer = Consumer()
    reader = Reader(TABLE, consumer, age=-1)
    reader.step()
    embedded_aws.emulator.stop()
    embedded_aws.emulator.start()
    write(2)
    reader.step()
    assert consumer.batches == [[1], [2]], "its stream is empty after a start, and old places are none of its"
