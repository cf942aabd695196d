"""What the embedded AWS keeps is whole, however its process ends."""

import copy
import json
import os
import signal
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from random import uniform
from threading import Timer
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from chatify.local import snapshots
from chatify.local.child import Emulator


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    child = Emulator(tmp_path / "aws")
    child.start()
    yield child
    child.close()


def dynamodb(child: Emulator) -> Any:
    return boto3.client(
        "dynamodb",
        endpoint_url=child.endpoint,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
        config=Config(retries={"total_max_attempts": 1}, read_timeout=5),
    )


def make_table(store: Any, name: str) -> None:
    store.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "key", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "key", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


def number(store: Any, table: str) -> int:
    item = store.get_item(TableName=table, Key={"key": {"S": "n"}}).get("Item")
    return int(item["n"]["N"]) if item else 0


def test_the_private_functions_are_still_there():
    from ministack import app
    from ministack.core import persistence
    from ministack.services import dynamodb

    assert version("ministack") == "1.5.33", "look at snapshots.py again before another version"
    assert callable(app._build_persistence_save_dict)
    assert {"PERSIST_STATE", "STATE_DIR", "save_all"} <= set(vars(persistence))
    assert (persistence.json, dynamodb.copy) == (json, copy), "these are what a save is hastened by"


def test_an_end_in_peace_loses_nothing(emulator: Emulator):
    store = dynamodb(emulator)
    make_table(store, "things")
    store.put_item(TableName="things", Item={"key": {"S": "n"}, "n": {"N": "7"}})
    emulator.stop()
    emulator.start()
    assert number(store, "things") == 7


def test_reads_save_nothing(emulator: Emulator):
    store, state = dynamodb(emulator), emulator.folder / "state" / "dynamodb.json"
    make_table(store, "things")
    time.sleep(3.5)
    saved = state.stat().st_mtime_ns
    number(store, "things")
    time.sleep(3)
    assert state.stat().st_mtime_ns == saved
    store.put_item(TableName="things", Item={"key": {"S": "n"}, "n": {"N": "1"}})
    time.sleep(3.5)
    assert state.stat().st_mtime_ns > saved, "a write is saved, or this test proves nothing"


def test_an_interrupted_move_is_finished_and_an_unfinished_save_forgotten(tmp_path: Path):
    for folder in ("ready", "next"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "dynamodb.json").write_text(f'{{"{folder}": 1}}')
    (tmp_path / "cognito.json").write_text('{"moved": "before the crash"}')
    snapshots.recover(tmp_path)
    assert (tmp_path / "dynamodb.json").read_text() == '{"ready": 1}'
    assert (tmp_path / "cognito.json").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"dynamodb.json", "cognito.json"}


def test_what_cannot_be_read_is_set_aside_and_nothing_set_aside_before_is_lost(tmp_path: Path):
    (tmp_path / "ses.json").write_text("{}")
    for content in ('{"x', "", "[]", "\xff"):
        (tmp_path / "dynamodb.json").write_bytes(content.encode("latin-1"))
        snapshots.recover(tmp_path)
    found = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert found.pop("ses.json") == b"{}"
    assert list(map(found.get, sorted(found))) == [b'{"x', b"", b"[]", b"\xff"]
    assert sorted(found)[:2] == ["dynamodb.json.broken", "dynamodb.json.broken2"]


@pytest.mark.slow
def test_kill_9_at_any_moment_leaves_one_whole_state(emulator: Emulator):
    """A writer counts in one table, then in the other: no whole state has them more than one apart."""
    store = dynamodb(emulator)
    for table in ("first", "second"):
        make_table(store, table)
    for crash in range(6):
        written, unanswered = count_up(emulator, seconds=3.2 + uniform(0, 1.5))
        assert written > 50, "the writer was busy"
        emulator.start()
        behind = number(store, "first"), number(store, "second")
        # A connection that was waiting to be taken when the emulator died is the next one's: its write comes late.
        late = unanswered in behind
        assert late or behind[0] - behind[1] in (0, 1), f"torn in crash {crash}: {behind}"
        assert behind[0] > 0, "something had been saved"


def count_up(child: Emulator, *, seconds: float) -> tuple[int, int]:
    """Write until the emulator is killed after so many seconds; how many were answered, and the one that was not."""
    store, begin = dynamodb(child), number(dynamodb(child), "second") + 1
    done = 0
    killer = Timer(seconds, lambda: os.kill(child.pid or 0, signal.SIGKILL))
    killer.start()
    try:
        while True:
            for table in ("first", "second"):
                item = {"key": {"S": "n"}, "n": {"N": str(begin + done)}}
                store.put_item(TableName=table, Item=item)
            done += 1
    except (BotoCoreError, ClientError):
        killer.join()
    return done, begin + done
