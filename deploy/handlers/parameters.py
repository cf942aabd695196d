"""Read the site's secrets from Parameter Store into this process.

One signed request of our own: the SDK's client for this service would add 50 ms to a cold start.
"""

import json
import os
from collections.abc import Sequence
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import ContainerProvider, CredentialResolver, EnvProvider

FOLDER_VARIABLE = "CHATIFY_PARAMETERS"
"""The variable that names the folder: in `/chatify/`, CHATIFY_SECRET_KEY is `/chatify/secret-key`."""
TIMEOUT_SECONDS = 3


class SecretsMissing(Exception):
    """Names the parameters that do not exist. `make deploy` writes them."""


def read_parameters(variables: Sequence[str]) -> dict[str, str]:
    """Return the value of each variable, in one call. Raises `SecretsMissing`."""
    variables_by_parameter = {_parameter_name(variable): variable for variable in variables}
    try:
        # The address is AWS's, or the emulator's in a test.
        with urlopen(_signed_request(list(variables_by_parameter)), timeout=TIMEOUT_SECONDS) as response:  # noqa: S310
            result = json.load(response)
    except HTTPError as error:
        raise SecretsMissing(error.read().decode(errors="replace")) from error
    if result.get("InvalidParameters"):
        raise SecretsMissing(", ".join(result["InvalidParameters"]))
    return {variables_by_parameter[parameter["Name"]]: parameter["Value"] for parameter in result["Parameters"]}


def _parameter_name(variable: str) -> str:
    return os.environ[FOLDER_VARIABLE] + variable.removeprefix("CHATIFY_").lower().replace("_", "-")


def _signed_request(names: list[str]) -> Request:
    region = os.environ["AWS_REGION"]
    url = os.environ.get("AWS_ENDPOINT_URL") or f"https://ssm.{region}.amazonaws.com"
    headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "AmazonSSM.GetParameters"}
    body = json.dumps({"Names": names, "WithDecryption": True}).encode()
    request = AWSRequest("POST", url, headers, body)
    # With SnapStart, Lambda serves the credentials from an address instead of setting variables.
    credentials = CredentialResolver([EnvProvider(), ContainerProvider()]).load_credentials()
    if credentials is None:
        raise SecretsMissing("This process has no AWS credentials.")
    SigV4Auth(credentials, "ssm", region).add_auth(request)
    return Request(url, body, dict(request.headers), method="POST")  # noqa: S310
