#!/usr/bin/env python
"""Django's command line, with one clear sentence where the environment is not made yet."""

import os
import sys


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036  # the reader may have an older one
        sys.exit(f"Chatify needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatify.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed here. Run `make run`, which makes the environment by itself.")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
