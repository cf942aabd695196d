"""Check every call to AWS against the roles of deploy/template.yaml: a missing right fails a test, not a deployment.

A right is written `dynamodb:Query Reports/by_status` or, for services where we have one resource only, `s3:GetObject`.
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

BATCH_OPERATIONS = {"BatchGetItem", "BatchWriteItem"}
TRANSACTION_RIGHTS = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}
RIGHTS_BY_CALL = {
    "s3:HeadObject": ("s3:GetObject", "s3:ListBucket"),
    "s3:ListObjectsV2": ("s3:ListBucket",),
    "ses:SendEmail": ("ses:SendEmail", "ses:SendRawEmail"),
    "lambda:Invoke": ("lambda:InvokeFunction",),
}
"""Calls whose rights have other names than the calls."""
ENTRY_POINTS = {
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
"""The functions that AWS calls, by module and name, with the roles that they run under."""
TABLE = re.compile(r"(\w+)Table(?:\.Arn}/index(/\w+))?")

_recorded_rights: dict[str, set[str]] = {}
"""The rights that each role has used while `used` runs for it."""


@contextmanager
def used(role: str) -> Iterator[set[str]]:
    """Record the used rights: `with used("SocketRole") as rights: connect(…)`, then `rights == allowed("SocketRole")`."""
    _recorded_rights[role] = set()
    try:
        yield _recorded_rights[role]
    finally:
        del _recorded_rights[role]


@cache
def allowed(role: str) -> frozenset[str]:
    """Return the rights of a role, by its own policies and by those attached to it."""
    policies = [name for kind in ("Policy", "ManagedPolicy") for name in of_type(APP, f"AWS::IAM::{kind}")]
    names = [role, *(name for name in policies if {"Ref": role} in properties(APP, name)["Roles"])]
    return frozenset(right for name in names for statement in statements(APP, name) for right in _granted(statement))


def _granted(statement: Any) -> Iterator[str]:
    tables = [table for resource in several(statement["Resource"]) for table in TABLE.findall(text_of(resource))]
    for action in several(statement["Action"]):
        yield from (f"{action} {''.join(table)}" for table in tables) if tables else (action,)


def needed(params: dict[str, Any], model: Any) -> Iterator[str]:
    """Yield the rights that a call needs. Calls of Cognito that carry a password or a token need none."""
    service = model.service_model.signing_name
    action = f"{service}:{model.name}"
    if service == "dynamodb":
        yield from (f"dynamodb:{name} {_table(request)}" for name, request in _requests(model.name, params))
    elif model.auth_type != "none":
        yield from RIGHTS_BY_CALL.get(action, (action,))


def _requests(operation: str, params: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Split a call into one request for each table; a transaction needs the rights of its parts."""
    if operation == "TransactWriteItems":
        for item in params["TransactItems"]:
            yield from ((TRANSACTION_RIGHTS[kind], request) for kind, request in item.items())
    else:
        names = params["RequestItems"] if operation in BATCH_OPERATIONS else [params["TableName"]]
        yield from ((operation, {**params, "TableName": name}) for name in names)


def _table(request: dict[str, Any]) -> str:
    table = request["TableName"].removeprefix("chatify-").title().replace("_", "")
    return f"{table}/{request['IndexName']}" if "IndexName" in request else table


def watch() -> None:
    """From now on, fail every test in which an entry point makes a call that its role does not allow.

    Call this before there is a client: clients copy the session's listeners when they are created.
    """
    session().register("provide-client-params", _check_call)


def _check_call(params: dict[str, Any], model: Any, **_: Any) -> None:
    role = _role(sys._getframe(1))
    if role:
        rights = set(needed(params, model))
        _recorded_rights.get(role, set()).update(rights)
        assert rights <= allowed(role), f"{role} does not allow {rights - allowed(role)}"


def _role(frame: FrameType | None) -> str | None:
    """Return the role of the nearest entry point above this call; None below a test's own code and in a pool's threads."""
    while frame is not None:
        module, function = frame.f_globals.get("__name__", ""), frame.f_code.co_name
        if (module, function) in ENTRY_POINTS or module.startswith("tests."):
            return ENTRY_POINTS.get((module, function))
        frame = frame.f_back
    return None
