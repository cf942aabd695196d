"""The site's secrets, from Parameter Store into this process only.

Asked by one signed request of our own: the SDK's client for it would cost a start 50 ms more.
"""

import json
import os
from collections.abc import Sequence
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

FOLDER = "CHATIFY_PARAMETERS"
"""The variable that says where: `/chatify/`, so that CHATIFY_SECRET_KEY is `/chatify/secret-key`."""
SECONDS = 3


class SecretsMissing(Exception):
    """Names the parameters that are not there: `make deploy` writes them."""


def read(variables: Sequence[str]) -> dict[str, str]:
    """Their values, in one call. Raises `SecretsMissing`."""
    names = {_parameter(name): name for name in variables}
    try:
        with urlopen(_request(list(names)), timeout=SECONDS) as answer:  # noqa: S310  # AWS, or the emulator on a laptop
            told = json.load(answer)
    except HTTPError as error:
        raise SecretsMissing(error.read().decode(errors="replace")) from error
    if told.get("InvalidParameters"):
        raise SecretsMissing(", ".join(told["InvalidParameters"]))
    return {names[one["Name"]]: one["Value"] for one in told["Parameters"]}


def _parameter(variable: str) -> str:
    return os.environ[FOLDER] + variable.removeprefix("CHATIFY_").lower().replace("_", "-")


def _request(names: list[str]) -> Request:
    region = os.environ["AWS_REGION"]
    url = os.environ.get("AWS_ENDPOINT_URL") or f"https://ssm.{region}.amazonaws.com"
    headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "AmazonSSM.GetParameters"}
    body = json.dumps({"Names": names, "WithDecryption": True}).encode()
    asked = AWSRequest("POST", url, headers, body)
    SigV4Auth(_credentials(), "ssm", region).add_auth(asked)
    return Request(url, body, dict(asked.headers), method="POST")  # noqa: S310


def _credentials() -> Credentials:
    named = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    return Credentials(*(os.environ.get(name, "") for name in named))
