"""`python -m chatify.local.prepare`: create or update everything the site needs in AWS, and create the demo.

It runs in a process of its own, so that its memory is released afterwards.
"""

import os
import signal
import sys

# Set this before the slow imports: Ctrl-C ends this process silently, and the parent says so.
signal.signal(signal.SIGINT, signal.SIG_DFL)

from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import boto3  # noqa: E402
import django  # noqa: E402

from chatify import env  # noqa: E402
from chatify.local.data_folder import find_data_folder, short_path, write_environment  # noqa: E402
from chatify.local.pool import find_pool, make_pool  # noqa: E402

GREETING = """
  Chatify          {url}
  Administration   {url}admin/
  API docs         {url}api/docs/
  Mails and codes  {url}dev/outbox

{people}
Ctrl-C ends it. Its data stays in {folder}: delete that to start over.
"""


def main(url: str, seed: bool) -> None:
    """Prepare everything, and store the greeting, which the server prints once it listens."""
    folder = find_data_folder()
    make_user_pool(folder / "environment")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatify.settings")
    # The acts of the demo's people need not be logged.
    os.environ.setdefault("CHATIFY_LOG_LEVEL", "WARNING")
    django.setup()
    make_resources()
    people = make_people(folder / "demo") if seed else describe_first_person()
    (folder / "greeting").write_text(GREETING.format(url=url, people=people, folder=short_path(folder)))


def announce(text: str) -> None:
    """Print what is being done, at once."""
    print(text, flush=True)


def make_user_pool(file: Path) -> None:
    """Make the pool and write its ids into the environment file, before Django reads its settings."""
    endpoint = os.environ["CHATIFY_AWS_ENDPOINT"]
    if "CHATIFY_COGNITO_POOL_ID" not in env.read_file(file):
        announce("Making the user pool, the tables and the bucket …")
    cognito = aws_client("cognito-idp")
    if find_pool(cognito) is None and aws_client("dynamodb").list_tables()["TableNames"]:
        sys.exit(
            "Conversations are here, but the accounts of their people are lost: nobody could sign in."
            f" To start over, delete {short_path(file.parent)}."
        )
    pool = {f"CHATIFY_COGNITO_{name.upper()}": value for name, value in make_pool(cognito).items()}
    port = endpoint.rpartition(":")[2]
    write_environment(file, {**pool, "CHATIFY_AWS_ENDPOINT": endpoint, "CHATIFY_AWS_PORT": port})


def aws_client(service: str) -> Any:
    """Return a client of the emulator; Django's settings are not there yet."""
    return boto3.client(
        service,  # type: ignore[call-overload]  # the stubs enumerate literals
        endpoint_url=os.environ["CHATIFY_AWS_ENDPOINT"],
        region_name=os.environ.get("CHATIFY_REGION", "us-east-1"),
        aws_access_key_id="local",
        aws_secret_access_key="local",  # noqa: S106  # the emulator's only one
    )


def make_resources() -> None:
    """Make tables, bucket and mail sender."""
    from chatify.local.resources import make_bucket, make_sender, make_tables

    make_tables()
    make_bucket()
    make_sender()


def make_people(passwords_file: Path) -> str:
    """Create the demo if it is missing. Return a line for each of its people."""
    from chatify.local.demo import is_made, list_people, make_demo

    if not is_made():
        announce("Setting up the demo …")
        make_demo(passwords_file)
    people = list_people(passwords_file)
    if not people:
        return f"  Demo people      their passwords are no longer in {short_path(passwords_file)}\n"
    name_width, role_width, email_width = (
        max(len(getattr(person, field)) for person in people) for field in ("name", "role", "email")
    )
    lines = (
        f"    {person.name:<{name_width}}  {person.role:<{role_width}}"
        f"  {person.email:<{email_width}}  password {person.password}\n"
        for person in people
    )
    return f"  Sign in as\n{''.join(lines)}"


def describe_first_person() -> str:
    """Say how a site without a demo gets its administrator."""
    from accounts.models.site import SiteItem

    if SiteItem.site().founder:
        return ""
    return "  Sign up there: the first person becomes the administrator.\n"


if __name__ == "__main__":
    main(sys.argv[1], "--seed" in sys.argv)
