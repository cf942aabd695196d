"""One call to Cognito. One table here turns its refusals into domain errors.

Nothing personal (address, code, token) is logged, only the failed call and Cognito's code.
"""

import logging
import re
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from accounts.domain import (
    Banned,
    EmailKnown,
    HandleTaken,
    NotConfirmed,
    NotInvited,
    WrongCode,
    WrongCredentials,
)
from chatify.core.aws import client
from chatify.core.errors import DomainError, Invalid, Throttled, Unavailable

logger = logging.getLogger(__name__)

BUSY_SECONDS = 60
PERSONAL = re.compile(r"'[^']*'|\S+@\S+")


class Refused(WrongCredentials):
    """NotAuthorizedException; its meaning depends on the call."""


class TokenReused(Refused):
    """A refresh token was used again after it had been exchanged: it has been stolen."""


class TooOften(Throttled):
    """Cognito's own limit of one account: showing it would reveal that the account exists."""


class NotDelivered(Unavailable):
    """The mail of an account could not be sent."""


ACCOUNT_REVEALING = (Refused, NotConfirmed, TooOften, NotDelivered)
"""Errors that only known addresses can cause, so that showing them would reveal an account."""

ERRORS: Mapping[str, type[DomainError]] = {
    "NotAuthorizedException": Refused,
    "UserNotFoundException": Refused,
    "RefreshTokenReuseException": TokenReused,
    "PasswordResetRequiredException": Refused,
    "UserNotConfirmedException": NotConfirmed,
    "UsernameExistsException": EmailKnown,
    "CodeMismatchException": WrongCode,
    "ExpiredCodeException": WrongCode,
    "AliasExistsException": WrongCode,
    "EnableSoftwareTokenMFAException": WrongCode,
    "CodeDeliveryFailureException": NotDelivered,
}
BUSY: Mapping[str, type[Throttled]] = {
    "TooManyRequestsException": Throttled,
    "LimitExceededException": TooOften,
    "TooManyFailedAttemptsException": TooOften,
}
# For these calls InvalidParameterException means that the address was never confirmed.
NOT_CONFIRMED = {"forgot_password", "confirm_forgot_password", "resend_confirmation_code"}
# The person is confirmed all the same, and the first sign-in creates the profile.
TRIGGER_FAILED = {"UserLambdaValidationException", "UnexpectedLambdaException", "InvalidLambdaResponseException"}


class TriggerFailed(Unavailable):
    """One of our own trigger functions failed."""


REFUSAL = re.compile(r"failed with error (\w+)\.")
REFUSALS: Mapping[str, type[DomainError]] = {error.code: error for error in (Banned, HandleTaken, NotInvited)}
"""Refusals of `accounts.triggers`: they come back in the text of Cognito's error, by their code."""


def call(operation: str, **arguments: Any) -> Any:
    """Call Cognito. Raises the `DomainError` that the refusal means, or `Unavailable`."""
    try:
        return getattr(client("cognito-idp"), operation)(**arguments)
    except ClientError as error:
        raise _domain_error(operation, error) from error
    except BotoCoreError as error:
        logger.exception("cognito %s did not answer", operation)
        raise Unavailable from error


def _domain_error(operation: str, error: ClientError) -> DomainError:
    code, reason = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
    if code == "InvalidParameterException" and operation in NOT_CONFIRMED:
        return NotConfirmed()
    if code == "InvalidPasswordException":
        return Invalid({"password": ["This password is too weak. Make it longer."]})
    if code in BUSY:
        return BUSY[code](BUSY_SECONDS)
    if code in TRIGGER_FAILED:
        refusal = REFUSAL.search(reason)
        return REFUSALS.get(refusal.group(1), TriggerFailed)() if refusal else TriggerFailed()
    # A wrong client secret also comes as NotAuthorizedException, but is our mistake, not the person's.
    error_type = ERRORS.get(code, Unavailable) if "secret" not in reason.lower() else Unavailable
    if issubclass(error_type, Unavailable):
        logger.error("cognito %s: %s: %s", operation, code, PERSONAL.sub("…", reason))
    return error_type()
