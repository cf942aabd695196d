"""One call to Cognito. What it refuses becomes a domain error here, in one table.

Nothing of a person (address, code, token) is logged, only which call failed and Cognito's code for why.
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
    """NotAuthorizedException: what it means depends on what was asked."""


class TokenReused(Refused):
    """A refresh token came back after it was exchanged for the next one: two hold it, and one of them stole it."""


class TooOften(Throttled):
    """Cognito's own limit of one account: whom nothing may tell of an account must not see it."""


class NotDelivered(Unavailable):
    """The mail of an account could not be sent."""


UNTOLD = (Refused, NotConfirmed, TooOften, NotDelivered)
"""What only known addresses can cause."""

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
# Cognito's way to say that the address was never confirmed; of another code, that it was.
NOT_CONFIRMED = {"forgot_password", "confirm_forgot_password", "resend_confirmation_code"}
# The person is confirmed all the same; the profile is then made at the first sign-in.
TRIGGER_FAILED = {"UserLambdaValidationException", "UnexpectedLambdaException", "InvalidLambdaResponseException"}


class TriggerFailed(Unavailable):
    """One of our own trigger functions failed."""


REFUSAL = re.compile(r"failed with error (\w+)\.")
REFUSALS: Mapping[str, type[DomainError]] = {error.code: error for error in (Banned, HandleTaken, NotInvited)}
"""What `accounts.triggers` refuses comes back as Cognito's error, by its code."""


def call(operation: str, **arguments: Any) -> Any:
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
        return BUSY[code](BUSY_SECONDS)
    if code in TRIGGER_FAILED:
        refusal = REFUSAL.search(reason)
        return REFUSALS.get(refusal.group(1), TriggerFailed)() if refusal else TriggerFailed()
    # A wrong client secret comes as NotAuthorizedException too: that is our mistake, not the person's.
    known = ERRORS.get(code, Unavailable) if "secret" not in reason.lower() else Unavailable
    if issubclass(known, Unavailable):
        logger.error("cognito %s: %s: %s", operation, code, PERSONAL.sub("…", reason))
    return known()
