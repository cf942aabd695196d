"""Cognito's Lambda triggers on a laptop: `accounts.triggers.handler` around the same calls, with the same events.

ministack knows no PostConfirmation. Hooks of botocore see every Cognito call of this process; in AWS the same function
is a Lambda in the pool's own `LambdaConfig`. A trigger that fails answers as Cognito does, by
`UserLambdaValidationException`, the act itself done.
"""

from collections.abc import Mapping
from typing import Any

import boto3
from botocore.exceptions import ClientError
from django.conf import settings

from accounts import triggers
from chatify.dynamodb import client

AFTER = {
    "ConfirmSignUp": "PostConfirmation_ConfirmSignUp",
    "ConfirmForgotPassword": "PostConfirmation_ConfirmForgotPassword",
}
"""Operation → `triggerSource`: add a line for a trigger that takes place after its call."""

PARAMS = "chatify_params"


def install(session: boto3.Session) -> None:
    """Before the session's first Cognito client is made: a client copies the hooks."""
    for operation in AFTER:
        session.events.register(
            f"before-parameter-build.cognito-idp.{operation}", _remember, unique_id=f"{operation}-in"
        )
        session.events.register(f"after-call.cognito-idp.{operation}", _call, unique_id=f"{operation}-out")


def _remember(params: Mapping[str, Any], context: dict[str, Any], **_: Any) -> None:
    context[PARAMS] = params


def _call(http_response: Any, model: Any, context: Mapping[str, Any], **_: Any) -> None:
    if http_response.status_code >= 300:
        return
    event = _event(AFTER[model.name], context[PARAMS])
    try:
        triggers.handler(event, None)
    except Exception as error:
        # Whatever a Lambda raises, Cognito's caller is told this.
        words = f"{event['triggerSource']} failed: {error}."
        answer: Any = {"Error": {"Code": "UserLambdaValidationException", "Message": words}}
        raise ClientError(answer, model.name) from error


def _event(source: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """As in Cognito's developer guide, “Post confirmation Lambda trigger parameters”."""
    pool_id = settings.COGNITO["pool_id"]
    user = client("cognito-idp").admin_get_user(UserPoolId=pool_id, Username=params["Username"])
    attributes = {pair["Name"]: pair["Value"] for pair in user["UserAttributes"]}
    return {
        "version": "1",
        "region": settings.AWS["region"],
        "userPoolId": pool_id,
        "userName": user["Username"],
        "callerContext": {"awsSdkVersion": f"aws-sdk-python-{boto3.__version__}", "clientId": params["ClientId"]},
        "triggerSource": source,
        "request": {
            "userAttributes": attributes | {"cognito:user_status": user["UserStatus"]},
            **({"clientMetadata": params["ClientMetadata"]} if "ClientMetadata" in params else {}),
        },
        "response": {},
    }
