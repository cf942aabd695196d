"""Cognito's Lambda triggers on a laptop: `accounts.triggers.handler` around the same calls, with the same events.

ministack calls Lambda functions only. Hooks of botocore see every Cognito call of this process; in AWS the same
function is a Lambda in the pool's own `LambdaConfig`. A trigger that fails answers as Cognito does, by
`UserLambdaValidationException`: before the act it prevents it, after it the act itself is done. What a trigger puts
into tokens is not in the embedded pool's; its mails are shown by `chatify.local.outbox`.
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
"""Operation → `triggerSource`s, in Cognito's order."""

PARAMS = "chatify_params"


def install(session: Session) -> None:
    """Before the session's first Cognito client is made: a client copies the hooks."""
    for operation in BEFORE:
        _register(session, f"before-parameter-build.cognito-idp.{operation}", _before)
    for operation in AFTER:
        _register(session, f"before-parameter-build.cognito-idp.{operation}", _remember)
        _register(session, f"after-call.cognito-idp.{operation}", _after)


def _register(session: Session, event: str, hook: Any) -> None:
    session.register(event, hook, unique_id=f"{event}-{hook.__name__}")


def _before(params: Mapping[str, Any], model: Any, **_: Any) -> None:
    for source in BEFORE[model.name]:
        attributes = {pair["Name"]: pair["Value"] for pair in params["UserAttributes"]}
        _call(model.name, _event(source, str(uuid4()), attributes, params))


def _remember(params: Mapping[str, Any], context: dict[str, Any], **_: Any) -> None:
    context[PARAMS] = params


def _after(http_response: Any, parsed: Mapping[str, Any], model: Any, context: Mapping[str, Any], **_: Any) -> None:
    params = context[PARAMS]
    username = _username(params, parsed)
    if http_response.status_code >= 300 or username is None:
        return
    user = client("cognito-idp").admin_get_user(UserPoolId=settings.COGNITO["pool_id"], Username=username)
    attributes = {pair["Name"]: pair["Value"] for pair in user["UserAttributes"]}
    attributes["cognito:user_status"] = user["UserStatus"]
    for source in AFTER[model.name]:
        _call(model.name, _event(source, user["Username"], attributes, params))


def _username(params: Mapping[str, Any], parsed: Mapping[str, Any]) -> str | None:
    """None where a sign-in still waits for its second step."""
    if "Username" in params:
        return str(params["Username"])
    token = parsed.get("AuthenticationResult", {}).get("AccessToken")
    if token is None:
        return None
    return str(loads(urlsafe_b64decode(token.split(".")[1] + "=="))["sub"])


def _call(operation: str, event: dict[str, Any]) -> None:
    moment = event["triggerSource"].partition("_")[0].replace("TokenGeneration", "PreTokenGeneration")
    try:
        triggers.handler(event, None)
    except Exception as error:
        # Whatever a Lambda raises, Cognito's caller is told this.
        answer: Any = {
            "Error": {"Code": "UserLambdaValidationException", "Message": f"{moment} failed with error {error}."}
        }
        raise ClientError(answer, operation) from error


def _event(source: str, username: str, attributes: Mapping[str, str], params: Mapping[str, Any]) -> dict[str, Any]:
    """As in Cognito's developer guide, “Lambda trigger event parameters”."""
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
