"""The emulator's state is whole, however its process ends."""

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
from chatify.local.emulator_process import Emulator


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    emulator = Emulator(tmp_path / "aws")
    emulator.start()
    yield emulator
    emulator.close()


def dynamodb(emulator: Emulator) -> Any:
    return boto3.client(
        "dynamodb",
        endpoint_url=emulator.endpoint,
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


def read_number(store: Any, table: str) -> int:
    item = store.get_item(TableName=table, Key={"key": {"S": "n"}}).get("Item")
    return int(item["n"]["N"]) if item else 0


def test_private_functions_of_ministack_are_unchanged():
    from ministack import app
    from ministack.core import persistence
    from ministack.services import dynamodb

    assert version("ministack") == "1.5.33", "look at snapshots.py again before another version"
    assert callable(app._build_persistence_save_dict)
    assert {"PERSIST_STATE", "STATE_DIR", "save_all"} <= set(vars(persistence))
    assert (persistence.json, dynamodb.copy) == (json, copy), "a save replaces them by faster ones"


def test_normal_end_loses_nothing(emulator: Emulator):
    store = dynamodb(emulator)
    make_table(store, "things")
    store.put_item(TableName="things", Item={"key": {"S": "n"}, "n": {"N": "7"}})
    emulator.stop()
    emulator.start()
    assert read_number(store, "things") == 7


def test_reads_save_nothing(emulator: Emulator):
    store, state = dynamodb(emulator), emulator.folder / "state" / "dynamodb.json"
    make_table(store, "things")
    time.sleep(3.5)
    saved = state.stat().st_mtime_ns
    read_number(store, "things")
    time.sleep(3)
    assert state.stat().st_mtime_ns == saved
    store.put_item(TableName="things", Item={"key": {"S": "n"}, "n": {"N": "1"}})
    time.sleep(3.5)
    assert state.stat().st_mtime_ns > saved, "a write is saved, or this test proves nothing"


def test_recovery_finishes_a_move_and_deletes_an_unfinished_save(tmp_path: Path):
    for folder in ("ready", "next"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "dynamodb.json").write_text(f'{{"{folder}": 1}}')
    (tmp_path / "cognito.json").write_text('{"moved": "before the crash"}')
    snapshots.recover(tmp_path)
    assert (tmp_path / "dynamodb.json").read_text() == '{"ready": 1}'
    assert (tmp_path / "cognito.json").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"dynamodb.json", "cognito.json"}


def test_unreadable_files_are_set_aside_under_new_names(tmp_path: Path):
    (tmp_path / "ses.json").write_text("{}")
    for content in ('{"x', "", "[]", "\xff"):
        (tmp_path / "dynamodb.json").write_bytes(content.encode("latin-1"))
        snapshots.recover(tmp_path)
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert files.pop("ses.json") == b"{}"
    assert list(map(files.get, sorted(files))) == [b'{"x', b"", b"[]", b"\xff"]
    assert sorted(files)[:2] == ["dynamodb.json.broken", "dynamodb.json.broken2"]


@pytest.mark.slow
def test_kill_9_at_any_moment_leaves_a_whole_state(emulator: Emulator):
    """A writer counts in one table, then in the other: in a whole state they are one apart at most."""
    store = dynamodb(emulator)
    for table in ("first", "second"):
        make_table(store, table)
    for crash in range(6):
        written, unanswered = count_up(emulator, seconds=3.2 + uniform(0, 1.5))
        assert written > 50, "the writer was busy"
        emulator.start()
        first, second = read_number(store, "first"), read_number(store, "second")
        # A connection that waited when the emulator died is taken by the next one: its write comes late.
        is_late_write = unanswered in (first, second)
        assert is_late_write or first - second in (0, 1), f"torn in crash {crash}: {first}, {second}"
        assert first > 0, "something had been saved"


def count_up(emulator: Emulator, *, seconds: float) -> tuple[int, int]:
    """Write until the emulator is killed after so many seconds; how many were answered, and the one that was not."""
    store = dynamodb(emulator)
    start = read_number(store, "second") + 1
    answered = 0
    killer = Timer(seconds, lambda: os.kill(emulator.pid or 0, signal.SIGKILL))
    killer.start()
    try:
        while True:
            for table in ("first", "second"):
                item = {"key": {"S": "n"}, "n": {"N": str(start + answered)}}
                store.put_item(TableName=table, Item=item)
            answered += 1
    except (BotoCoreError, ClientError):
        killer.join()
    return answered, start + answered
