"""`python -m tests.bench.store`: the bare DynamoDB calls of a send, as plain botocore makes them.

One send is made by our own service and its calls are kept; then they are repeated, at a talker's pace, each time for
the next seq. Prints the milliseconds of each repetition, as JSON.
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

from accounts.models.profiles import ProfileItem  # noqa: E402  # needs the settings above
from chat.services import messages  # noqa: E402
from chatify.dynamodb import client  # noqa: E402

PAUSE = 0.05
Call = tuple[str, dict[str, Any]]


def calls_of_a_send(user_id: str, conversation_id: str) -> list[Call]:
    author = ProfileItem.profile(user_id)
    assert author is not None
    kept: list[Call] = []

    def keep(params: dict[str, Any], model: Any, **_: Any) -> None:
        kept.append((model.name, params))

    after = messages.page(author, conversation_id).head.seq
    events = client("dynamodb").meta.events
    events.register("provide-client-params.dynamodb", keep)
    try:
        messages.send(author, conversation_id, body="The quick brown fox.", client_id=str(uuid4()), after=after)
    finally:
        events.unregister("provide-client-params.dynamodb", keep)
    return kept


def repeat(calls: list[Call], times: int) -> list[float]:
    names = {"BatchGetItem": "batch_get_item", "PutItem": "put_item", "UpdateItem": "update_item", "Query": "query"}
    bare = client("dynamodb")
    seq = int(next(params for name, params in calls if name == "PutItem")["Item"]["seq"]["N"])
    found = []
    for number in range(1, times + 1):
        again = [(getattr(bare, names[name]), moved(params, seq, seq + number)) for name, params in calls]
        begun = time.perf_counter()
        for function, params in again:
            function(**params)
        found.append((time.perf_counter() - begun) * 1000)
        time.sleep(PAUSE)
    return found


def moved(params: Any, old: int, new: int) -> Any:
    """The same call for another seq."""
    if params == {"N": str(old)}:
        return {"N": str(new)}
    if isinstance(params, dict):
        return {name: moved(value, old, new) for name, value in params.items()}
    return [moved(value, old, new) for value in params] if isinstance(params, list) else params


if __name__ == "__main__":
    kept = calls_of_a_send(*sys.argv[1:3])
    json.dump({"calls": [name for name, _ in kept], "ms": repeat(kept, 100)}, sys.stdout)
