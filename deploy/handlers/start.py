"""A function's start, before Django reads its settings: its secrets come from Parameter Store into this process only.

Asked by one signed request of our own: the SDK's client for it would cost the start 50 ms more.
"""

import gc
import json
import os
import secrets
from collections.abc import Mapping
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from django.conf import settings

REQUIRED = (
    "CHATIFY_SECRET_KEY",
    "CHATIFY_COGNITO_POOL_ID",
    "CHATIFY_COGNITO_CLIENT_ID",
    "CHATIFY_COGNITO_CLIENT_SECRET",
)
"""Without a default in chatify.env."""
FOLDER = "CHATIFY_PARAMETERS"
"""The variable that says where: `/chatify/`, so that CHATIFY_SECRET_KEY is `/chatify/secret-key`."""
SECONDS = 3


class SecretsMissing(Exception):
    """Names the parameters that are not there: `make deploy` writes them."""


def start(*wanted: str) -> None:
    """Put these variables into the environment, by one call where any is missing. Raises `SecretsMissing`.

    What the settings require and this function has no use for gets a random value, which ends with it: it signs
    nothing, and has no right to read the site's secrets.
    """
    gc.disable()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatify.settings")
    if "CHATIFY_SECRET_KEY" not in wanted and not settings.configured:
        os.environ["CHATIFY_ADMIN"] = "off"  # who signs nothing shows no pages
    if os.environ.get("CHATIFY_STAGE", "local") == "local":
        return
    missing = [name for name in wanted if not os.environ.get(name)]
    if missing:
        os.environ.update(_read({_parameter(name): name for name in missing}))
    for name in set(REQUIRED) - set(wanted):
        os.environ.setdefault(name, secrets.token_urlsafe(50))


def settle() -> None:
    """At the end of a start. All that was made in it stays: to look through it for garbage would cost a sixth of it."""
    gc.freeze()
    gc.enable()


def _parameter(variable: str) -> str:
    return os.environ[FOLDER] + variable.removeprefix("CHATIFY_").lower().replace("_", "-")


def _read(names: Mapping[str, str]) -> dict[str, str]:
    try:
        with urlopen(_request(list(names)), timeout=SECONDS) as answer:  # noqa: S310  # AWS, or the emulator on a laptop
            told = json.load(answer)
    except HTTPError as error:
        raise SecretsMissing(error.read().decode(errors="replace")) from error
    if told.get("InvalidParameters"):
        raise SecretsMissing(", ".join(told["InvalidParameters"]))
    return {names[one["Name"]]: one["Value"] for one in told["Parameters"]}


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
