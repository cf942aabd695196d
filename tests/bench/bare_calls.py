"""Time the bare DynamoDB calls of a send, as plain botocore makes them: `python -m tests.bench.bare_calls CONVERSATION`.

One send goes through the whole API in this process, and its calls are recorded, including that of its authentication.
They are then repeated at the pace of a person who talks, each time for the next seq. Prints the names of the calls and
the milliseconds of each repetition as JSON. BENCH_TOKEN holds the caller's token.
"""

import json
import os
import sys
import time
from typing import Any
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatify.settings")
django.setup()

from django.test import Client  # noqa: E402  # needs the settings above

from chatify.core.aws import client  # noqa: E402

PAUSE = 0.05
TIMES = 100
Call = tuple[str, dict[str, Any]]


def record_calls_of_a_send(conversation_id: str) -> list[Call]:
    calls: list[Call] = []

    def record(params: dict[str, Any], model: Any, **_: Any) -> None:
        calls.append((model.name, params))

    after = send(conversation_id, after=None)
    events = client("dynamodb").meta.events
    events.register("provide-client-params.dynamodb", record)
    try:
        send(conversation_id, after=after)
    finally:
        events.unregister("provide-client-params.dynamodb", record)
    return calls


def send(conversation_id: str, *, after: int | None) -> int:
    """Send a message and return its seq."""
    answer = Client(SERVER_NAME="localhost").post(
        f"/api/v1/conversations/{conversation_id}/messages",
        {"client_id": str(uuid4()), "body": "The quick brown fox, measured again.", "after": after},
        content_type="application/json",
        headers={"authorization": f"Bearer {os.environ['BENCH_TOKEN']}"},
    )
    assert answer.status_code == 201, answer.content
    return int(json.loads(answer.content)["seq"])


def repeat(calls: list[Call], times: int) -> list[float]:
    names = {"BatchGetItem": "batch_get_item", "PutItem": "put_item", "UpdateItem": "update_item", "Query": "query"}
    bare = client("dynamodb")
    seq = int(next(params for name, params in calls if name == "PutItem")["Item"]["seq"]["N"])
    durations = []
    for number in range(1, times + 1):
        requests = [(getattr(bare, names[name]), replace_seq(params, seq, seq + number)) for name, params in calls]
        start = time.perf_counter()
        for function, params in requests:
            function(**params)
        durations.append((time.perf_counter() - start) * 1000)
        time.sleep(PAUSE)
    return durations


def replace_seq(params: Any, old: int, new: int) -> Any:
    """Return the same parameters for another seq."""
    if params == {"N": str(old)}:
        return {"N": str(new)}
    if isinstance(params, dict):
        return {name: replace_seq(value, old, new) for name, value in params.items()}
    return [replace_seq(value, old, new) for value in params] if isinstance(params, list) else params


if __name__ == "__main__":
    calls = record_calls_of_a_send(sys.argv[1])
    json.dump({"calls": [name for name, _ in calls], "ms": repeat(calls, TIMES)}, sys.stdout)
