"""Every environment variable that Chatify reads, with its type. An error names all that are missing at once.

The library environs does the same, but importing it costs a cold start 90 ms.
"""

import os
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path

PREFIX = "CHATIFY_"


class MissingVariables(Exception):
    """Some variables without a default are not set; Chatify does not start half configured."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"Set these environment variables: {', '.join(names)}")


@dataclass(frozen=True, kw_only=True)
class Environment:
    """Each field is a variable: `secret_key` is `CHATIFY_SECRET_KEY`. A field without a default must be set."""

    secret_key: str
    cognito_pool_id: str
    cognito_client_id: str
    cognito_client_secret: str
    stage: str = "local"  # local | production
    site_name: str = "Chatify"
    hosts: str = "localhost,127.0.0.1,[::1]"  # comma-separated; the first one is in links
    region: str = "us-east-1"
    table_prefix: str = "chatify-"
    files_bucket: str = "chatify-files"
    socket_endpoint: str = ""  # https://<api-id>.execute-api.<region>.amazonaws.com/ws, for post-to-connection
    mail_from: str = "Chatify <no-reply@chatify.example>"  # must be verified by SES
    job_function: str = ""  # the function that runs exports and deletions
    origin_secret: str = ""  # what CloudFront sends in a header; two, comma-separated, during a rotation
    aws_endpoint: str = ""  # the AWS emulator; never in production
    limits: str = "local"  # local | production
    log_level: str = "INFO"
    admin: str = "on"  # on | off; off in functions that serve no pages
    appeals: str = ""  # where banned people may object; by default the address of mail_from
    staff_second_step: str = ""  # on | off: staff need a second step at sign-in; production ignores it, as if on


LOCAL_DEFAULTS = {
    # Enough to import and to test. The first `runserver` writes real values to `.local/environment`.
    "CHATIFY_SECRET_KEY": "insecure-development-key",
    "CHATIFY_COGNITO_POOL_ID": "us-east-1_unprovisioned",
    "CHATIFY_COGNITO_CLIENT_ID": "unprovisioned",
    "CHATIFY_COGNITO_CLIENT_SECRET": "unprovisioned",
}


def local_dir(default: Path, environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder for the emulator's data and `environment`: `CHATIFY_LOCAL_DIR`, else `default`."""
    return Path(environ.get("CHATIFY_LOCAL_DIR") or default)


def read(environ: Mapping[str, str] = os.environ, local_file: Path | None = None) -> Environment:
    """Read the variables of the process. On a laptop they override those in `local_file`.

    Raises `MissingVariables`.
    """
    values = dict(environ)
    if values.get("CHATIFY_STAGE", "local") == "local":
        values = LOCAL_DEFAULTS | (read_file(local_file) if local_file else {}) | values
    variables = {PREFIX + field.name.upper(): field for field in fields(Environment)}
    missing = [name for name, field in variables.items() if field.default is MISSING and not values.get(name)]
    if missing:
        raise MissingVariables(missing)
    return Environment(**{field.name: values[name] for name, field in variables.items() if name in values})


def read_file(path: Path) -> dict[str, str]:
    """Return the variables of a file with a `NAME=value` on each line; none where there is no file."""
    if not path.exists():
        return {}
    return dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)
