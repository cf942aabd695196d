"""Calls to Cognito in a person's name, with their password, code or token.

Calls by the site's own right are in `accounts.cognito.admin`, the errors of both in `accounts.cognito.client`.
"""

import hmac
import logging
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.conf import settings

from accounts.cognito.client import ACCOUNT_REVEALING, Refused, TooOften, TriggerFailed, call
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
    """Create an unconfirmed account and return its id. `preferred_username` keeps the handle until it is confirmed.

    Raises `EmailKnown`, `Invalid`, `HandleTaken`, `NotInvited`.
    """
    attributes = {"email": email, "name": name, "preferred_username": handle}
    answer = call(
        "sign_up",
        **_username(email),
        Password=password,
        UserAttributes=_pairs(attributes),
        ClientMetadata={"invitation": invitation},
    )
    return str(answer["UserSub"])


def confirm(email: str, code: str) -> None:
    """Confirm an address. Raises `WrongCode`, also for an unknown or confirmed one."""
    try:
        call("confirm_sign_up", **_username(email), ConfirmationCode=code)
    except (Refused, TooOften) as error:
        raise WrongCode from error
    except TriggerFailed:
        logger.exception("PostConfirmation failed; the profile will be made at the first sign-in")


def resend(email: str) -> None:
    """Send a new code. Does not reveal whether the address is known, confirmed, or asked too often."""
    try:
        call("resend_confirmation_code", **_username(email))
    except ACCOUNT_REVEALING:
        return


def sign_in(email: str, password: str) -> Tokens | Challenge:
    """Sign in by password. Raises `WrongCredentials`, `NotConfirmed`."""
    answer = call(
        "initiate_auth",
        ClientId=settings.COGNITO["client_id"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": email, "PASSWORD": password, "SECRET_HASH": secret_hash(email)},
    )
    if "AuthenticationResult" in answer:
        return _tokens(answer)
    if answer.get("ChallengeName") == "SOFTWARE_TOKEN_MFA":
        # Later calls know a person by this name only, not by the e-mail.
        return Challenge("totp", answer["Session"], answer["ChallengeParameters"]["USER_ID_FOR_SRP"])
    logger.error("cognito initiate_auth asks for %s, which is not supported", answer.get("ChallengeName"))
    raise Unavailable


def answer_challenge(challenge: Challenge, code: str) -> Tokens:
    """Finish a sign-in by a code. Raises `WrongCode`; `NotAuthenticated` where the first step is too long ago."""
    username = challenge.username
    responses = {
        "USERNAME": username,
        "SOFTWARE_TOKEN_MFA_CODE": code,
        "SECRET_HASH": secret_hash(username),
    }
    try:
        answer = call(
            "respond_to_auth_challenge",
            ClientId=settings.COGNITO["client_id"],
            ChallengeName="SOFTWARE_TOKEN_MFA",
            Session=challenge.session,
            ChallengeResponses=responses,
        )
    except Refused as error:
        raise NotAuthenticated from error
    return _tokens(answer)


def send_reset_code(email: str) -> None:
    """Send a code for a new password. Does not reveal whether the address is known, confirmed, or asked too often."""
    try:
        call("forgot_password", **_username(email))
    except ACCOUNT_REVEALING:
        return


def reset(email: str, code: str, password: str) -> None:
    """Set a new password by a code. Raises `WrongCode`, also for an unknown address; `Invalid`."""
    try:
        call("confirm_forgot_password", **_username(email), ConfirmationCode=code, Password=password)
    except ACCOUNT_REVEALING as error:
        raise WrongCode from error
    except TriggerFailed:
        logger.exception("PostConfirmation failed after a reset, which is done all the same")


def change_password(access_token: str, current: str, new: str) -> None:
    """Change the password by the old one. Raises `WrongPassword`, `Invalid`."""
    try:
        call("change_password", AccessToken=access_token, PreviousPassword=current, ProposedPassword=new)
    except Refused as error:
        raise WrongPassword from error


def check_password(email: str, password: str) -> None:
    """Check a password by a sign-in that is revoked at once. Raises `WrongPassword`."""
    try:
        answer = sign_in(email, password)
    except WrongCredentials as error:
        raise WrongPassword from error
    if isinstance(answer, Tokens):
        revoke(answer.refresh or "")


def new_totp_secret(access_token: str) -> str:
    """Return a new secret, which replaces the old one, if any, once `start_totp` has a code of it."""
    return str(call("associate_software_token", AccessToken=access_token)["SecretCode"])


def start_totp(access_token: str, code: str) -> None:
    """Have sign-ins ask for codes of the new secret from now on. Raises `WrongCode`."""
    if call("verify_software_token", AccessToken=access_token, UserCode=code)["Status"] != "SUCCESS":
        raise WrongCode
    preference = {"Enabled": True, "PreferredMfa": True}
    call("set_user_mfa_preference", AccessToken=access_token, SoftwareTokenMfaSettings=preference)


def refresh(refresh_token: str) -> Tokens:
    """Exchange a refresh token. Raises `WrongCredentials` if it was used, revoked or forged."""
    return _tokens(call("get_tokens_from_refresh_token", **_client(), RefreshToken=refresh_token))


def revoke(refresh_token: str) -> None:
    """Revoke a refresh token and all that came from it. Does nothing if it is revoked already."""
    try:
        call("revoke_token", **_client(), Token=refresh_token)
    except Refused:
        return


def get_registration(access_token: str) -> Registration:
    """Return the person who holds this token, as Cognito knows them."""
    answer = call("get_user", AccessToken=access_token)
    return registration_from({item["Name"]: item["Value"] for item in answer["UserAttributes"]})


def registration_from(attributes: Mapping[str, str]) -> Registration:
    """Return a registration from a user's attributes, as GetUser and the triggers send them."""
    return Registration(
        user_id=attributes["sub"],
        email=attributes["email"],
        name=attributes.get("name", ""),
        wanted_handle=attributes.get("preferred_username", ""),
    )


def secret_hash(username: str) -> str:
    """Return the SecretHash that Cognito asks for beside a username."""
    key, message = settings.COGNITO["client_secret"], username + settings.COGNITO["client_id"]
    return b64encode(hmac.digest(key.encode(), message.encode(), sha256)).decode()


def _pairs(attributes: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Name": key, "Value": value} for key, value in attributes.items()]


def _username(email: str) -> dict[str, str]:
    return {"ClientId": settings.COGNITO["client_id"], "Username": email, "SecretHash": secret_hash(email)}


def _client() -> dict[str, str]:
    return {"ClientId": settings.COGNITO["client_id"], "ClientSecret": settings.COGNITO["client_secret"]}


def _tokens(answer: Mapping[str, Any]) -> Tokens:
    result = answer["AuthenticationResult"]
    return Tokens(result["AccessToken"], result.get("RefreshToken"), result["ExpiresIn"])
