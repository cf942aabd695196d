"""What stops a deployment, in words for the person who deploys."""

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
    "AWS did not let us in: {error}\n"
    "Sign in first: `aws configure sso` and `aws sso login`, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and "
    "AWS_SECRET_ACCESS_KEY."
)
NOT_ALLOWED = (
    "{error}\nYour AWS user lacks this right. The first deployment makes roles and policies: be an administrator."
)
NOT_REACHED = "{error}\nIs this machine online, and is the region spelt right (such as eu-central-1)?"
UNKNOWN = {
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidClientTokenId",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
}
REFUSED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"}
AWS_ERRORS = (BotoCoreError, ClientError)
OUTSIDE = (NoCredentialsError, PartialCredentialsError, ProfileNotFound, SSOError, TokenRetrievalError)


class DeployError(Exception):
    """The message is for the person who deploys: what failed, and what to do."""


def advised(error: Exception) -> str:
    """What to do about it, where that is known."""
    code = error.response.get("Error", {}).get("Code", "") if isinstance(error, ClientError) else ""
    if isinstance(error, OUTSIDE) or code in UNKNOWN:
        return SIGN_IN.format(error=error)
    if code in REFUSED:
        return NOT_ALLOWED.format(error=error)
    if isinstance(error, EndpointConnectionError):
        return NOT_REACHED.format(error=error)
    return str(error)
