"""Block many people for a person, directly in the store: `python -m tests.browser.strangers USER COUNT`."""

import os
import subprocess
import sys

import django

from tests.bench.site import ROOT, Site


def block_strangers(site: Site, user_id: str, count: int) -> None:
    """Block `count` new people, whose ids sort before everybody else's: they fill a list's first pages."""
    command = [sys.executable, "-m", "tests.browser.strangers", user_id, str(count)]
    subprocess.run(command, cwd=ROOT, env=site.environment, check=True, capture_output=True, timeout=120)


def main(user_id: str, count: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatify.settings")
    django.setup()
    from accounts.models.profiles import ProfileItem  # needs the settings above
    from chat.models.blocks import BlockItem
    from chatify.core import clock

    stranger_ids = [f"00000000-0000-4000-8000-{number:012}" for number in range(count)]
    with ProfileItem.batch_write() as profiles:
        for number, stranger_id in enumerate(stranger_ids):
            row = ProfileItem(user_id=stranger_id, initial="s", handle=f"stranger{number}", name=f"Stranger {number}")
            row.email, row.created_at = f"stranger{number}@example.org", clock.now()
            profiles.save(row)
    with BlockItem.batch_write() as blocks:
        for stranger_id in stranger_ids:
            blocks.save(BlockItem(user_id, stranger_id, mine=True))
            blocks.save(BlockItem(stranger_id, user_id, theirs=True))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
