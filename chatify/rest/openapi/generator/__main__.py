"""`python -m chatify.rest.openapi.generator` writes openapi.json; `--check` fails if it is not current."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatify.settings")
django.setup()

from chatify.rest.openapi.generator.document import text  # noqa: E402  # needs the settings above
from chatify.rest.openapi.views import DOCUMENT  # noqa: E402


def main() -> None:
    """Write or check the document."""
    generated = text()
    if "--check" not in sys.argv:
        DOCUMENT.write_text(generated)
    elif not DOCUMENT.exists() or DOCUMENT.read_text() != generated:
        sys.exit(f"{DOCUMENT.name} is not current. Run `make schema`.")


main()
