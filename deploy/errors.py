"""Errors of a deployment, and what the person who deploys can do about them."""

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
)

SIGN_IN = (
    "AWS refused the sign-in: {error}\n"
    "Sign in first: `aws configure sso` and `aws sso login`, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and "
    "AWS_SECRET_ACCESS_KEY."
)
NOT_ALLOWED = (
    "{error}\nYour AWS user lacks this right. A deployment creates roles and policies, which takes an administrator."
)
NOT_REACHED = "{error}\nIs this machine online, and is the region spelt right (such as eu-central-1)?"
SIGN_IN_CODES = {
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidClientTokenId",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
}
ACCESS_CODES = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"}
AWS_ERRORS = (BotoCoreError, ClientError)
CREDENTIALS_ERRORS = (NoCredentialsError, PartialCredentialsError, ProfileNotFound, SSOError, TokenRetrievalError)


class DeployError(Exception):
    """Says to the person who deploys what failed and what to do."""


def describe(error: Exception) -> str:
    """Return the error's message, with what to do about it where that is known."""
    code = error.response.get("Error", {}).get("Code", "") if isinstance(error, ClientError) else ""
    if isinstance(error, CREDENTIALS_ERRORS) or code in SIGN_IN_CODES:
        return SIGN_IN.format(error=error)
    if code in ACCESS_CODES:
        return NOT_ALLOWED.format(error=error)
    if isinstance(error, EndpointConnectionError):
        return NOT_REACHED.format(error=error)
    return str(error)
