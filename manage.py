#!/usr/bin/env python
"""Django's command line. `runserver` starts the whole embedded AWS first."""

import os
import sys
from importlib.util import find_spec

REQUIRED_PACKAGES = {"runserver": ("django", "boto3", "pynamodb", "uvicorn", "httptools", "websockets", "ministack")}


def main() -> None:
    """Check that this Python has what the command needs, then run it."""
    if sys.version_info < (3, 11):  # noqa: UP036  # the reader may have an older one
        sys.exit(f"Chatify needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    missing = [name for name in REQUIRED_PACKAGES.get(command, ("django",)) if find_spec(name) is None]
    if missing:
        sys.exit(f"Not installed here: {', '.join(missing)}. Run `make run`, which makes the environment by itself.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatify.settings")
    run(sys.argv)


def run(arguments: list[str]) -> None:
    """Run the command; `launch` starts the embedded AWS before the server, and does not return."""
    from chatify.local import launch

    if launch.starts_server(arguments):
        if not launch.is_reloader_child():
            launch.launch(arguments)
        launch.end_with_parent()
    from django.core.management import execute_from_command_line

    execute_from_command_line(arguments)


if __name__ == "__main__":
    main()
