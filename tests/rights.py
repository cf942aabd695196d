"""What is asked of AWS, held against the roles of deploy/template.yaml: a right that is missing fails here, not there.

A right is written `dynamodb:Query Reports/by_status` or, of services where we have one thing only, `s3:GetObject`.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import FrameType
from typing import Any

from chatify.core.aws import session
from tests.deploy.template.parsed import APP, of_type, properties, several, statements, text_of

OF_A_BATCH = {"BatchGetItem", "BatchWriteItem"}
OF_A_TRANSACTION = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}
NAMED_OTHERWISE = {
    "s3:HeadObject": ("s3:GetObject", "s3:ListBucket"),
    "s3:ListObjectsV2": ("s3:ListBucket",),
    "ses:SendEmail": ("ses:SendEmail", "ses:SendRawEmail"),
    "lambda:Invoke": ("lambda:InvokeFunction",),
}
"""Rights that don't bear the name of what they are for."""
DOORS = {
    ("django.core.handlers.base", "get_response"): "HttpRole",
    ("accounts.admin.audit", "_lines"): "HttpRole",  # streamed after the response
    ("chat.sockets.handshake", "connect"): "SocketRole",
    ("chat.sockets.frames", "handle_frame"): "SocketRole",
    ("chat.sockets.closing", "disconnect"): "SocketRole",
    ("chat.stream", "consume"): "StreamRole",
    ("accounts.triggers", "handler"): "CognitoRole",
    ("accounts.services.job_runner", "run"): "JobRole",
    ("accounts.services.job_runner", "sweep"): "JobRole",
}
"""By which functions enter, and whose role it is."""
TABLE = re.compile(r"(\w+)Table(?:\.Arn}/index(/\w+))?")

_watched: dict[str, set[str]] = {}
"""What is asked by a role's doors, while somebody wants to know."""


@contextmanager
def used(role: str) -> Iterator[set[str]]:
    """`with used("SocketRole") as asked: connect(…)`, then `asked == allowed("SocketRole")`."""
    _watched[role] = set()
    try:
        yield _watched[role]
    finally:
        del _watched[role]


@cache
def allowed(role: str) -> frozenset[str]:
    """By its own policies and by those attached to it."""
    attached = [name for kind in ("Policy", "ManagedPolicy") for name in of_type(APP, f"AWS::IAM::{kind}")]
    names = [role, *(name for name in attached if {"Ref": role} in properties(APP, name)["Roles"])]
    return frozenset(right for name in names for statement in statements(APP, name) for right in _granted(statement))


def _granted(statement: Any) -> Iterator[str]:
    places = [place for resource in several(statement["Resource"]) for place in TABLE.findall(text_of(resource))]
    for action in several(statement["Action"]):
        yield from (f"{action} {''.join(place)}" for place in places) if places else (action,)


def needed(params: dict[str, Any], model: Any) -> Iterator[str]:
    """For one call. Those of Cognito's that a password or a token is shown with need none."""
    service = model.service_model.signing_name
    action = f"{service}:{model.name}"
    if service == "dynamodb":
        yield from (f"dynamodb:{name} {_place(one)}" for name, one in _parts(model.name, params))
    elif model.auth_type != "none":
        yield from NAMED_OTHERWISE.get(action, (action,))


def _parts(operation: str, params: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """A transaction needs the rights of its parts."""
    if operation == "TransactWriteItems":
        for item in params["TransactItems"]:
            yield from ((OF_A_TRANSACTION[kind], one) for kind, one in item.items())
    else:
        names = params["RequestItems"] if operation in OF_A_BATCH else [params["TableName"]]
        yield from ((operation, {**params, "TableName": name}) for name in names)


def _place(asked: dict[str, Any]) -> str:
    table = asked["TableName"].removeprefix("chatify-").title().replace("_", "")
    return f"{table}/{asked['IndexName']}" if "IndexName" in asked else table


def watch() -> None:
    """From now on, whatever a test asks by one of the doors is what that function's role allows, or the test fails.

    To be called before there is a client: each takes the session's listeners along.
    """
    session().register("provide-client-params", _called)


def _called(params: dict[str, Any], model: Any, **_: Any) -> None:
    role = _role(sys._getframe(1))
    if role:
        asked = set(needed(params, model))
        _watched.get(role, set()).update(asked)
        assert asked <= allowed(role), f"{role} does not allow {asked - allowed(role)}"


def _role(frame: FrameType | None) -> str | None:
    """Of the nearest door on the way to this call. None in a thread of a pool, or where a test put itself in between."""
    while frame is not None:
        module, function = frame.f_globals.get("__name__", ""), frame.f_code.co_name
        if (module, function) in DOORS or module.startswith("tests."):
            return DOORS.get((module, function))
        frame = frame.f_back
    return None
