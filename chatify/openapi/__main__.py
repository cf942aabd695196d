"""`python -m chatify.openapi` writes the file; with `--check` it fails where the file is not current."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatify.settings")
django.setup()

from chatify.openapi.document import text  # noqa: E402  # needs the settings above
from chatify.rest.docs import DOCUMENT  # noqa: E402


def main() -> None:
    made = text()
    if "--check" not in sys.argv:
        DOCUMENT.write_text(made)
    elif not DOCUMENT.exists() or DOCUMENT.read_text() != made:
        sys.exit(f"{DOCUMENT.name} is not current. Run `make schema`.")


main()
