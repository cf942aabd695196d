#!/usr/bin/env python
"""Django's command line. `runserver` brings the whole embedded AWS up first."""

import os
import sys
from importlib.util import find_spec

NEEDED = {"runserver": ("django", "boto3", "pynamodb", "daphne", "ministack")}


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036  # the reader may have an older one
        sys.exit(f"Chatify needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    missing = [name for name in NEEDED.get(command, ("django",)) if find_spec(name) is None]
    if missing:
        sys.exit(f"Not installed here: {', '.join(missing)}. Run `make run`, which makes the environment by itself.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatify.settings")
    start(sys.argv)


def start(arguments: list[str]) -> None:
    from chatify.local import launch

    if launch.runs_the_site(arguments):
        if not launch.is_server():
            launch.launch(arguments)
        launch.tie_to_the_parent()
    from django.core.management import execute_from_command_line

    execute_from_command_line(arguments)


if __name__ == "__main__":
    main()
