"""`python -m chatify.local.prepare`: everything the site needs from AWS, made or brought up to date, and the demo.

A process of its own, so that the memory this takes is given back.
"""

import os
import signal
import sys

# Before the slow imports: Ctrl-C ends this process without a word; the parent has one.
signal.signal(signal.SIGINT, signal.SIG_DFL)

from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import boto3  # noqa: E402
import django  # noqa: E402

from chatify import env  # noqa: E402
from chatify.local import environment  # noqa: E402
from chatify.local.child import ROOT  # noqa: E402
from chatify.local.pool import find_pool, make_pool  # noqa: E402
from chatify.local.refusals import shown  # noqa: E402

GREETING = """
  Chatify        {address}
{signins}  Mails, codes   {address}dev/outbox

Ctrl-C ends it. Its data stays in {folder}: delete that to start over.
"""


def main(address: str, seed: bool) -> None:
    folder = env.local_dir(ROOT / ".local")
    make_user_pool(folder / "environment")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatify.settings")
    django.setup()
    make_the_rest()
    signins = make_people(folder / "demo") if seed else ""
    text = GREETING.format(address=address, signins=signins, folder=shown(folder))
    (folder / "greeting").write_text(text)


def say(words: str) -> None:
    print(words, flush=True)


def make_user_pool(file: Path) -> None:
    """Its ids go into the environment file, before Django reads its settings."""
    endpoint = os.environ["CHATIFY_AWS_ENDPOINT"]
    if "CHATIFY_COGNITO_POOL_ID" not in environment.read(file):
        say("Making the user pool, the tables and the bucket …")
    cognito = aws("cognito-idp")
    if find_pool(cognito) is None and aws("dynamodb").list_tables()["TableNames"]:
        sys.exit(
            "Conversations are here, but the accounts of their people are lost: nobody could sign in."
            f" To start over, delete {shown(file.parent)}."
        )
    pool = {f"CHATIFY_COGNITO_{name.upper()}": value for name, value in make_pool(cognito).items()}
    port = endpoint.rpartition(":")[2]
    environment.write(file, {**pool, "CHATIFY_AWS_ENDPOINT": endpoint, "CHATIFY_AWS_PORT": port})


def aws(service: str) -> Any:
    return boto3.client(
        service,  # type: ignore[call-overload]  # the stubs enumerate literals
        endpoint_url=os.environ["CHATIFY_AWS_ENDPOINT"],
        region_name=os.environ.get("CHATIFY_REGION", "us-east-1"),
        aws_access_key_id="local",
        aws_secret_access_key="local",  # noqa: S106  # the emulator's only one
    )


def make_the_rest() -> None:
    from chatify.local.files import make_bucket, make_sender
    from chatify.local.tables import make_tables

    make_tables()
    make_bucket()
    make_sender()


def make_people(kept: Path) -> str:
    """How to sign in, where the demo has just been made; else where it is written down."""
    from chatify.local.demo import is_made, make_demo

    if is_made():
        return f"  Demo people    their sign-ins are in {shown(kept)}\n"
    say("Setting up the demo …")
    signins = make_demo(kept)
    label = "Sign in as"
    lines = []
    for email, password in signins.items():
        lines.append(f"  {label:<14} {email}  password {password}\n")
        label = "or as"
    return "".join(lines)


if __name__ == "__main__":
    main(sys.argv[1], "--seed" in sys.argv)
