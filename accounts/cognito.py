"""The one module that talks to Cognito. What it refuses becomes a domain error here, in one table.

Nothing of a person (address, code, token) is logged, only which call failed and Cognito's code for why.
"""

import hmac
import logging
import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from accounts.domain import Challenge, EmailKnown, NotConfirmed, Registration, Tokens, WrongCode, WrongCredentials
from chatify.dynamodb import client
from chatify.errors import DomainError, Invalid, Throttled, Unavailable

logger = logging.getLogger(__name__)

BUSY_SECONDS = 60
PERSONAL = re.compile(r"'[^']*'|\S+@\S+")


class Refused(WrongCredentials):
    """NotAuthorizedException: what it means depends on what was asked."""


ERRORS: Mapping[str, type[DomainError]] = {
    "NotAuthorizedException": Refused,
    "UserNotFoundException": Refused,
    "PasswordResetRequiredException": Refused,
    "UserNotConfirmedException": NotConfirmed,
    "UsernameExistsException": EmailKnown,
    "CodeMismatchException": WrongCode,
    "ExpiredCodeException": WrongCode,
    "AliasExistsException": WrongCode,
}
BUSY = {"TooManyRequestsException", "LimitExceededException", "TooManyFailedAttemptsException"}
# The person is confirmed all the same; the profile is then made at the first sign-in.
TRIGGER_FAILED = {"UserLambdaValidationException", "UnexpectedLambdaException", "InvalidLambdaResponseException"}


def sign_up(email: str, password: str, *, name: str, handle: str) -> None:
    """The handle waits as `preferred_username` until the address is confirmed. Raises `EmailKnown`, `Invalid`."""
    attributes = {"email": email, "name": name, "preferred_username": handle}
    _call(
        "sign_up",
        **_username(email),
        Password=password,
        UserAttributes=[{"Name": key, "Value": value} for key, value in attributes.items()],
    )


def confirm(email: str, code: str) -> None:
    """Raises `WrongCode`, also for who is unknown or confirmed already."""
    try:
        _call("confirm_sign_up", **_username(email), ConfirmationCode=code)
    except Refused as error:
        raise WrongCode from error
    except TriggerFailed:
        logger.exception("PostConfirmation failed; the profile will be made at the first sign-in")


def resend(email: str) -> None:
    """A new code. Says nothing of whether the address is known or confirmed."""
    try:
        _call("resend_confirmation_code", **_username(email))
    except Refused:
        return


def is_confirmed(email: str) -> bool:
    """Whether a known address was ever confirmed. Raises `Refused` for an unknown one."""
    answer = _call("admin_get_user", UserPoolId=settings.COGNITO["pool_id"], Username=email)
    return bool(answer["UserStatus"] != "UNCONFIRMED")


def sign_in(email: str, password: str) -> Tokens | Challenge:
    """Raises `WrongCredentials`, `NotConfirmed`."""
    answer = _call(
        "initiate_auth",
        ClientId=settings.COGNITO["client_id"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": email, "PASSWORD": password, "SECRET_HASH": secret_hash(email)},
    )
    if "AuthenticationResult" in answer:
        return _tokens(answer)
    if answer.get("ChallengeName") == "SOFTWARE_TOKEN_MFA":
        return Challenge("totp", answer["Session"])
    logger.error("cognito initiate_auth asks for %s, which is not supported", answer.get("ChallengeName"))
    raise Unavailable


def refresh(refresh_token: str) -> Tokens:
    """Raises `WrongCredentials` for a token that is spent, revoked or forged."""
    return _tokens(_call("get_tokens_from_refresh_token", **_client(), RefreshToken=refresh_token))


def revoke(refresh_token: str) -> None:
    """The family of this token is dead. Nothing to do where it is so already."""
    try:
        _call("revoke_token", **_client(), Token=refresh_token)
    except Refused:
        return


def sign_out_everywhere(user_id: str) -> None:
    """By the pool's own authority: it needs no token of the person, who may hold expired ones only."""
    _call("admin_user_global_sign_out", UserPoolId=settings.COGNITO["pool_id"], Username=user_id)


def registration(access_token: str) -> Registration:
    """Who holds this token, as Cognito knows them."""
    answer = _call("get_user", AccessToken=access_token)
    return registered({item["Name"]: item["Value"] for item in answer["UserAttributes"]})


def registered(attributes: Mapping[str, str]) -> Registration:
    """From a user's attributes, as GetUser and the triggers tell them."""
    return Registration(
        user_id=attributes["sub"],
        email=attributes["email"],
        name=attributes.get("name", ""),
        wanted_handle=attributes.get("preferred_username", ""),
    )


def secret_hash(username: str) -> str:
    key, message = settings.COGNITO["client_secret"], username + settings.COGNITO["client_id"]
    return b64encode(hmac.digest(key.encode(), message.encode(), sha256)).decode()


class TriggerFailed(Unavailable):
    """One of our own trigger functions failed, or refused."""


def _username(email: str) -> dict[str, str]:
    return {"ClientId": settings.COGNITO["client_id"], "Username": email, "SecretHash": secret_hash(email)}


def _client() -> dict[str, str]:
    return {"ClientId": settings.COGNITO["client_id"], "ClientSecret": settings.COGNITO["client_secret"]}


def _tokens(answer: Mapping[str, Any]) -> Tokens:
    result = answer["AuthenticationResult"]
    return Tokens(result["AccessToken"], result.get("RefreshToken"), result["ExpiresIn"])


def _call(operation: str, **arguments: Any) -> Any:
    try:
        return getattr(client("cognito-idp"), operation)(**arguments)
    except ClientError as error:
        raise _translated(operation, error) from error
    except BotoCoreError as error:
        logger.exception("cognito %s did not answer", operation)
        raise Unavailable from error


def _translated(operation: str, error: ClientError) -> DomainError:
    code, reason = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
    if code == "InvalidPasswordException":
        return Invalid({"password": ["This password is too weak. Make it longer."]})
    if code in BUSY:
        return Throttled(BUSY_SECONDS)
    if code in TRIGGER_FAILED:
        return TriggerFailed()
    # A wrong client secret comes as NotAuthorizedException too: that is our mistake, not the person's.
    if code in ERRORS and "secret" not in reason.lower():
        return ERRORS[code]()
    logger.error("cognito %s: %s: %s", operation, code, PERSONAL.sub("…", reason))
    return Unavailable()
