"""Every environment variable that Chatify reads, typed, in one place. All that are missing are named at once.

A library was weighed: environs does just this, but importing it costs a cold start 90 ms.
"""

import os
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path

PREFIX = "CHATIFY_"


class MissingVariables(Exception):
    """Production does not start half configured."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"Set these environment variables: {', '.join(names)}")


@dataclass(frozen=True, kw_only=True)
class Environment:
    """One field is one variable: `secret_key` is `CHATIFY_SECRET_KEY`. A field without a default must be set."""

    secret_key: str
    cognito_pool_id: str
    cognito_client_id: str
    cognito_client_secret: str
    stage: str = "local"  # local | production
    site_name: str = "Chatify"
    hosts: str = "localhost,127.0.0.1,[::1]"  # comma-separated; the first is the site's own
    region: str = "us-east-1"
    table_prefix: str = "chatify-"
    files_bucket: str = "chatify-files"
    socket_endpoint: str = ""  # https://<api-id>.execute-api.<region>.amazonaws.com/ws, for post-to-connection
    mail_from: str = "Chatify <no-reply@chatify.example>"  # a sender that SES has verified
    job_function: str = ""  # the function that runs exports and deletions
    origin_secret: str = ""  # CloudFront's header; comma-separated while it is being rotated
    aws_endpoint: str = ""  # the embedded AWS; never in production
    limits: str = "local"  # local | production
    log_level: str = "INFO"
    admin: str = "on"  # on | off; functions without pages leave it out
    appeals: str = ""  # where banned people may object; none: the address of mail_from
    staff_second_step: str = ""  # on | off; must staff have passed a second step? on in production whatever it says


LOCAL_DEFAULTS = {
    # Replaced by `.local/environment`, which the first `runserver` writes; enough to import and test.
    "CHATIFY_SECRET_KEY": "insecure-development-key",
    "CHATIFY_COGNITO_POOL_ID": "us-east-1_unprovisioned",
    "CHATIFY_COGNITO_CLIENT_ID": "unprovisioned",
    "CHATIFY_COGNITO_CLIENT_SECRET": "unprovisioned",
}


def local_dir(default: Path, environ: Mapping[str, str] = os.environ) -> Path:
    """Where a laptop keeps the embedded AWS and `environment`: `CHATIFY_LOCAL_DIR`, else `default`."""
    return Path(environ.get("CHATIFY_LOCAL_DIR") or default)


def read(environ: Mapping[str, str] = os.environ, local_file: Path | None = None) -> Environment:
    """The process's environment; on a laptop, over what the local runtime has written to `local_file`.

    Raises `MissingVariables`.
    """
    values = dict(environ)
    if values.get("CHATIFY_STAGE", "local") == "local":
        values = LOCAL_DEFAULTS | (read_file(local_file) if local_file else {}) | values
    wanted = {PREFIX + field.name.upper(): field for field in fields(Environment)}
    missing = [name for name, field in wanted.items() if field.default is MISSING and not values.get(name)]
    if missing:
        raise MissingVariables(missing)
    return Environment(**{field.name: values[name] for name, field in wanted.items() if name in values})


def read_file(path: Path) -> dict[str, str]:
    """Return the variables of a file with a `NAME=value` on each line; none where there is no file."""
    if not path.exists():
        return {}
    return dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)
