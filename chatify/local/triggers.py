"""Calls Cognito's triggers on a laptop: `accounts.triggers.handler`, with the same events as in AWS.

In AWS Cognito calls that function as a Lambda. ministack does not, so hooks of botocore call it around each Cognito
call of this process. A trigger that fails raises what Cognito's caller would see, `UserLambdaValidationException`: one
that runs before the operation prevents it, one that runs after it does not undo it. What a trigger puts into tokens is
missing from those of the embedded pool. `chatify.local.outbox` shows the mails that a trigger writes.
"""

from base64 import urlsafe_b64decode
from collections.abc import Mapping
from json import loads
from typing import Any
from uuid import uuid4

import botocore
from botocore.exceptions import ClientError
from botocore.session import Session
from django.conf import settings

from accounts import triggers
from chatify.core.aws import client

BEFORE = {"SignUp": ("PreSignUp_SignUp",)}
AFTER = {
    "ConfirmSignUp": ("PostConfirmation_ConfirmSignUp",),
    "ConfirmForgotPassword": ("PostConfirmation_ConfirmForgotPassword",),
    "InitiateAuth": ("PostAuthentication_Authentication", "TokenGeneration_Authentication"),
    "RespondToAuthChallenge": ("PostAuthentication_Authentication", "TokenGeneration_Authentication"),
    "GetTokensFromRefreshToken": ("TokenGeneration_RefreshTokens",),
}
"""The `triggerSource`s of each operation, in Cognito's order."""

PARAMS_KEY = "chatify_params"


def install(session: Session) -> None:
    """Register the hooks. Call before the session makes its first Cognito client, which copies them."""
    for operation in BEFORE:
        _register(session, f"before-parameter-build.cognito-idp.{operation}", _call_before)
    for operation in AFTER:
        _register(session, f"before-parameter-build.cognito-idp.{operation}", _keep_params)
        _register(session, f"after-call.cognito-idp.{operation}", _call_after)


def _register(session: Session, event: str, hook: Any) -> None:
    session.register(event, hook, unique_id=f"{event}-{hook.__name__}")


def _call_before(params: Mapping[str, Any], model: Any, **_: Any) -> None:
    for source in BEFORE[model.name]:
        attributes = {pair["Name"]: pair["Value"] for pair in params["UserAttributes"]}
        _call_trigger(model.name, _event(source, str(uuid4()), attributes, params))


def _keep_params(params: Mapping[str, Any], context: dict[str, Any], **_: Any) -> None:
    context[PARAMS_KEY] = params


def _call_after(
    http_response: Any, parsed: Mapping[str, Any], model: Any, context: Mapping[str, Any], **_: Any
) -> None:
    params = context[PARAMS_KEY]
    username = _username(params, parsed)
    if http_response.status_code >= 300 or username is None:
        return
    user = client("cognito-idp").admin_get_user(UserPoolId=settings.COGNITO["pool_id"], Username=username)
    attributes = {pair["Name"]: pair["Value"] for pair in user["UserAttributes"]}
    attributes["cognito:user_status"] = user["UserStatus"]
    for source in AFTER[model.name]:
        _call_trigger(model.name, _event(source, user["Username"], attributes, params))


def _username(params: Mapping[str, Any], parsed: Mapping[str, Any]) -> str | None:
    """Return who signed in, or None if the sign-in still needs its second step."""
    if "Username" in params:
        return str(params["Username"])
    token = parsed.get("AuthenticationResult", {}).get("AccessToken")
    if token is None:
        return None
    return str(loads(urlsafe_b64decode(token.split(".")[1] + "=="))["sub"])


def _call_trigger(operation: str, event: dict[str, Any]) -> None:
    trigger = event["triggerSource"].partition("_")[0].replace("TokenGeneration", "PreTokenGeneration")
    try:
        triggers.handler(event, None)
    except Exception as error:
        # Cognito's caller gets this error, whatever the Lambda function raised.
        response: Any = {
            "Error": {"Code": "UserLambdaValidationException", "Message": f"{trigger} failed with error {error}."}
        }
        raise ClientError(response, operation) from error


def _event(source: str, username: str, attributes: Mapping[str, str], params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the event that Cognito's developer guide describes in “Lambda trigger event parameters”."""
    return {
        "version": "1",
        "region": settings.AWS["region"],
        "userPoolId": settings.COGNITO["pool_id"],
        "userName": username,
        "callerContext": {"awsSdkVersion": f"aws-sdk-python-{botocore.__version__}", "clientId": params["ClientId"]},
        "triggerSource": source,
        "request": {
            "userAttributes": dict(attributes),
            **({"clientMetadata": params["ClientMetadata"]} if "ClientMetadata" in params else {}),
        },
        "response": {},
    }
