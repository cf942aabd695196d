"""What is asked of Cognito in a person's name, by nobody else: with their password, code or token.

What is asked by our own right is `accounts.cognito.admin`'s, how it refuses `accounts.cognito.client`'.
"""

import hmac
import logging
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.conf import settings

from accounts.cognito.client import UNTOLD, Refused, TooOften, TriggerFailed, call
from accounts.domain import (
    Challenge,
    NotAuthenticated,
    Registration,
    Tokens,
    WrongCode,
    WrongCredentials,
    WrongPassword,
)
from chatify.core.errors import Unavailable

logger = logging.getLogger(__name__)


def sign_up(email: str, password: str, *, name: str, handle: str, invitation: str = "") -> str:
    """The account's id. The handle waits as `preferred_username` until the address is confirmed.

    Raises `EmailKnown`, `Invalid`, `HandleTaken`, `NotInvited`.
    """
    attributes = {"email": email, "name": name, "preferred_username": handle}
    answered = call(
        "sign_up",
        **_username(email),
        Password=password,
        UserAttributes=_pairs(attributes),
        ClientMetadata={"invitation": invitation},
    )
    return str(answered["UserSub"])


def confirm(email: str, code: str) -> None:
    """Raises `WrongCode`, also for who is unknown or confirmed already."""
    try:
        call("confirm_sign_up", **_username(email), ConfirmationCode=code)
    except (Refused, TooOften) as error:
        raise WrongCode from error
    except TriggerFailed:
        logger.exception("PostConfirmation failed; the profile will be made at the first sign-in")


def resend(email: str) -> None:
    """A new code. Says nothing of whether the address is known, confirmed, or asked too often."""
    try:
        call("resend_confirmation_code", **_username(email))
    except UNTOLD:
        return


def sign_in(email: str, password: str) -> Tokens | Challenge:
    """Raises `WrongCredentials`, `NotConfirmed`."""
    answered = call(
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
        answered = call(
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
        call("forgot_password", **_username(email))
    except UNTOLD:
        return


def reset(email: str, code: str, password: str) -> None:
    """Raises `WrongCode`, also for who is unknown; `Invalid`."""
    try:
        call("confirm_forgot_password", **_username(email), ConfirmationCode=code, Password=password)
    except UNTOLD as error:
        raise WrongCode from error
    except TriggerFailed:
        logger.exception("PostConfirmation failed after a reset, which is done all the same")


def change_password(access_token: str, current: str, new: str) -> None:
    """Raises `WrongPassword`, `Invalid`."""
    try:
        call("change_password", AccessToken=access_token, PreviousPassword=current, ProposedPassword=new)
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
    return str(call("associate_software_token", AccessToken=access_token)["SecretCode"])


def start_totp(access_token: str, code: str) -> None:
    """Sign-ins ask for codes of the new secret from now on. Raises `WrongCode`."""
    if call("verify_software_token", AccessToken=access_token, UserCode=code)["Status"] != "SUCCESS":
        raise WrongCode
    wanted = {"Enabled": True, "PreferredMfa": True}
    call("set_user_mfa_preference", AccessToken=access_token, SoftwareTokenMfaSettings=wanted)


def refresh(refresh_token: str) -> Tokens:
    """Raises `WrongCredentials` for a token that is spent, revoked or forged."""
    return _tokens(call("get_tokens_from_refresh_token", **_client(), RefreshToken=refresh_token))


def revoke(refresh_token: str) -> None:
    """The family of this token is dead. Nothing to do where it is so already."""
    try:
        call("revoke_token", **_client(), Token=refresh_token)
    except Refused:
        return


def registration(access_token: str) -> Registration:
    """Who holds this token, as Cognito knows them."""
    answered = call("get_user", AccessToken=access_token)
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


def _pairs(attributes: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Name": key, "Value": value} for key, value in attributes.items()]


def _username(email: str) -> dict[str, str]:
    return {"ClientId": settings.COGNITO["client_id"], "Username": email, "SecretHash": secret_hash(email)}


def _client() -> dict[str, str]:
    return {"ClientId": settings.COGNITO["client_id"], "ClientSecret": settings.COGNITO["client_secret"]}


def _tokens(answered: Mapping[str, Any]) -> Tokens:
    result = answered["AuthenticationResult"]
    return Tokens(result["AccessToken"], result.get("RefreshToken"), result["ExpiresIn"])
