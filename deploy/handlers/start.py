"""A function's start, before Django reads its settings: its secrets come from Parameter Store into this process only.

Asked by one signed request of our own: the SDK's client for it would cost the start 50 ms more.
"""

import json
import os
import secrets
from collections.abc import Mapping
from urllib.request import Request, urlopen

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

FOLDER = "CHATIFY_PARAMETERS"
"""The variable that says where: `/chatify/`, so that CHATIFY_SECRET_KEY is `/chatify/secret-key`."""
SECRET_KEY = "CHATIFY_SECRET_KEY"  # noqa: S105  # a variable's name
SECONDS = 3


class SecretsMissing(Exception):
    """Names the parameters that are not there: `make deploy` writes them."""


def start(*wanted: str) -> None:
    """Put these variables into the environment. Raises `SecretsMissing`. One call, none where all are set or none is wanted.

    A function that doesn't want the secret key signs nothing: it gets one of its own, which ends with it, and no right to
    read the site's.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatify.settings")
    missing = [name for name in wanted if not os.environ.get(name)]
    if missing and FOLDER in os.environ:
        os.environ.update(_read({_parameter(name): name for name in missing}))
    if SECRET_KEY not in wanted and "CHATIFY_STAGE" in os.environ:
        os.environ.setdefault(SECRET_KEY, secrets.token_urlsafe(50))


def _parameter(variable: str) -> str:
    return os.environ[FOLDER] + variable.removeprefix("CHATIFY_").lower().replace("_", "-")


def _read(names: Mapping[str, str]) -> dict[str, str]:
    with urlopen(_request(list(names)), timeout=SECONDS) as answer:  # noqa: S310  # AWS, or the emulator on a laptop
        told = json.load(answer)
    if told.get("InvalidParameters"):
        raise SecretsMissing(", ".join(told["InvalidParameters"]))
    return {names[one["Name"]]: one["Value"] for one in told["Parameters"]}


def _request(names: list[str]) -> Request:
    region = os.environ["AWS_REGION"]
    url = os.environ.get("AWS_ENDPOINT_URL") or f"https://ssm.{region}.amazonaws.com"
    headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "AmazonSSM.GetParameters"}
    asked = AWSRequest("POST", url, headers, json.dumps({"Names": names, "WithDecryption": True}))
    SigV4Auth(_credentials(), "ssm", region).add_auth(asked)
    return Request(asked.url, asked.body.encode(), dict(asked.headers), method="POST")  # noqa: S310


def _credentials() -> Credentials:
    named = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    return Credentials(*(os.environ.get(name) for name in named))
