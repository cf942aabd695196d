"""The one module that talks to Cognito. What it refuses becomes a domain error here, in one table.

Nothing of a person (address, code, token) is logged, only which call failed and Cognito's code for why.
"""

import hmac
import logging
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from accounts.domain import (
    Banned,
    Challenge,
    EmailKnown,
    HandleTaken,
    NotAuthenticated,
    NotConfirmed,
    NotInvited,
    Registration,
    Tokens,
    WrongCode,
    WrongCredentials,
    WrongPassword,
)
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
    "EnableSoftwareTokenMFAException": WrongCode,
}
BUSY = {"TooManyRequestsException", "LimitExceededException", "TooManyFailedAttemptsException"}
# Cognito's way to say that the address was never confirmed.
NOT_CONFIRMED = {"forgot_password", "confirm_forgot_password"}
# The person is confirmed all the same; the profile is then made at the first sign-in.
TRIGGER_FAILED = {"UserLambdaValidationException", "UnexpectedLambdaException", "InvalidLambdaResponseException"}


def sign_up(email: str, password: str, *, name: str, handle: str, invitation: str = "") -> None:
    """The handle waits as `preferred_username` until the address is confirmed.

    Raises `EmailKnown`, `Invalid`, `HandleTaken`, `NotInvited`.
    """
    attributes = {"email": email, "name": name, "preferred_username": handle}
    _call(
        "sign_up",
        **_username(email),
        Password=password,
        UserAttributes=_pairs(attributes),
        ClientMetadata={"invitation": invitation},
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
    return bool(_call("admin_get_user", **_user(email))["UserStatus"] != "UNCONFIRMED")


def sign_in(email: str, password: str) -> Tokens | Challenge:
    """Raises `WrongCredentials`, `NotConfirmed`."""
    answered = _call(
        "initiate_auth",
        ClientId=settings.COGNITO["client_id"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": email, "PASSWORD": password, "SECRET_HASH": secret_hash(email)},
    )
    if "AuthenticationResult" in answered:
        return _tokens(answered)
    if answered.get("ChallengeName") == "SOFTWARE_TOKEN_MFA":
        # Later calls know a person by this name only, not by the e-mail.
        return Challenge("totp", answered["Session"], answered["ChallengeParameters"]["USER_ID_FOR_SRP"])
    logger.error("cognito initiate_auth asks for %s, which is not supported", answered.get("ChallengeName"))
    raise Unavailable


def answer(challenge: Challenge, code: str) -> Tokens:
    """The second step. Raises `WrongCode`; `NotAuthenticated` where the first is too long ago."""
    username = challenge.username
    responses = {
        "USERNAME": username,
        "SOFTWARE_TOKEN_MFA_CODE": code,
        "SECRET_HASH": secret_hash(username),
    }
    try:
        answered = _call(
            "respond_to_auth_challenge",
            ClientId=settings.COGNITO["client_id"],
            ChallengeName="SOFTWARE_TOKEN_MFA",
            Session=challenge.session,
            ChallengeResponses=responses,
        )
    except Refused as error:
        raise NotAuthenticated from error
    return _tokens(answered)


def forgot(email: str) -> None:
    """A code for a new password. Says nothing of whether the address is known, confirmed, or asked too often."""
    try:
        _call("forgot_password", **_username(email))
    except (Refused, NotConfirmed, Throttled):
        return


def reset(email: str, code: str, password: str) -> None:
    """Raises `WrongCode`, also for who is unknown; `Invalid`."""
    try:
        _call("confirm_forgot_password", **_username(email), ConfirmationCode=code, Password=password)
    except (Refused, NotConfirmed) as error:
        raise WrongCode from error
    except TriggerFailed:
        logger.exception("PostConfirmation failed after a reset, which is done all the same")


def change_password(access_token: str, current: str, new: str) -> None:
    """Raises `WrongPassword`, `Invalid`."""
    try:
        _call("change_password", AccessToken=access_token, PreviousPassword=current, ProposedPassword=new)
    except Refused as error:
        raise WrongPassword from error


def check_password(email: str, password: str) -> None:
    """Raises `WrongPassword`. A sign-in that this was not meant to be is ended at once."""
    try:
        answered = sign_in(email, password)
    except WrongCredentials as error:
        raise WrongPassword from error
    if isinstance(answered, Tokens):
        revoke(answered.refresh or "")


def new_totp_secret(access_token: str) -> str:
    """It holds from `start_totp` on; until then the old one does, or none."""
    return str(_call("associate_software_token", AccessToken=access_token)["SecretCode"])


def start_totp(access_token: str, code: str) -> None:
    """Sign-ins ask for codes of the new secret from now on. Raises `WrongCode`."""
    if _call("verify_software_token", AccessToken=access_token, UserCode=code)["Status"] != "SUCCESS":
        raise WrongCode
    wanted = {"Enabled": True, "PreferredMfa": True}
    _call("set_user_mfa_preference", AccessToken=access_token, SoftwareTokenMfaSettings=wanted)


def stop_totp(user_id: str) -> None:
    """By the pool's own authority: also an operator does it, for who has lost the device."""
    off = {"Enabled": False, "PreferredMfa": False}
    _call("admin_set_user_mfa_preference", **_user(user_id), SoftwareTokenMfaSettings=off)


def has_totp(user_id: str) -> bool:
    return "SOFTWARE_TOKEN_MFA" in _call("admin_get_user", **_user(user_id)).get("UserMFASettingList", [])


def change_email(user_id: str, email: str) -> None:
    """The code that shows it to be theirs was ours, not Cognito's. Raises `WrongCode` where another account has it."""
    wanted = {"email": email, "email_verified": "true"}
    _call("admin_update_user_attributes", **_user(user_id), UserAttributes=_pairs(wanted))


def user_id_of(email: str) -> str:
    """Raises `Refused` for an unknown address."""
    attributes = _call("admin_get_user", **_user(email))["UserAttributes"]
    return str(next(item["Value"] for item in attributes if item["Name"] == "sub"))


def set_groups(user_id: str, *, joined: Iterable[str], left: Iterable[str]) -> None:
    """One call a group."""
    for group in joined:
        _call("admin_add_user_to_group", **_user(user_id), GroupName=group)
    for group in left:
        _call("admin_remove_user_from_group", **_user(user_id), GroupName=group)


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
    _call("admin_user_global_sign_out", **_user(user_id))


def registration(access_token: str) -> Registration:
    """Who holds this token, as Cognito knows them."""
    answered = _call("get_user", AccessToken=access_token)
    return registered({item["Name"]: item["Value"] for item in answered["UserAttributes"]})


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
    """One of our own trigger functions failed."""


REFUSAL = re.compile(r"failed with error (\w+)\.")
REFUSALS: Mapping[str, type[DomainError]] = {error.code: error for error in (Banned, HandleTaken, NotInvited)}
"""What `accounts.triggers` refuses comes back as Cognito's error, by its code."""


def _pairs(attributes: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Name": key, "Value": value} for key, value in attributes.items()]


def _username(email: str) -> dict[str, str]:
    return {"ClientId": settings.COGNITO["client_id"], "Username": email, "SecretHash": secret_hash(email)}


def _user(username: str) -> dict[str, str]:
    return {"UserPoolId": settings.COGNITO["pool_id"], "Username": username}


def _client() -> dict[str, str]:
    return {"ClientId": settings.COGNITO["client_id"], "ClientSecret": settings.COGNITO["client_secret"]}


def _tokens(answered: Mapping[str, Any]) -> Tokens:
    result = answered["AuthenticationResult"]
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
    if code == "InvalidParameterException" and operation in NOT_CONFIRMED:
        return NotConfirmed()
    if code == "InvalidPasswordException":
        return Invalid({"password": ["This password is too weak. Make it longer."]})
    if code in BUSY:
        return Throttled(BUSY_SECONDS)
    if code in TRIGGER_FAILED:
        refusal = REFUSAL.search(reason)
        return REFUSALS.get(refusal.group(1), TriggerFailed)() if refusal else TriggerFailed()
    # A wrong client secret comes as NotAuthorizedException too: that is our mistake, not the person's.
    if code in ERRORS and "secret" not in reason.lower():
        return ERRORS[code]()
    logger.error("cognito %s: %s: %s", operation, code, PERSONAL.sub("…", reason))
    return Unavailable()
