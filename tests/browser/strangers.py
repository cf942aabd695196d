"""`python -m tests.browser.strangers USER COUNT`: so many people whom somebody has blocked, straight into the store."""

import os
import subprocess
import sys

import django

from tests.bench.site import ROOT, Site


def block_strangers(site: Site, user_id: str, count: int) -> None:
    """Their ids come before everybody's: a list by id has them first."""
    command = [sys.executable, "-m", "tests.browser.strangers", user_id, str(count)]
    subprocess.run(command, cwd=ROOT, env=site.environment, check=True, capture_output=True, timeout=120)


def main(user_id: str, count: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatify.settings")
    django.setup()
    from accounts.models.profiles import ProfileItem  # needs the settings above
    from chat.models.blocks import BlockItem
    from chatify.core import clock

    ids = [f"00000000-0000-4000-8000-{number:012}" for number in range(count)]
    with ProfileItem.batch_write() as profiles:
        for number, each in enumerate(ids):
            row = ProfileItem(user_id=each, initial="s", handle=f"stranger{number}", name=f"Stranger {number}")
            row.email, row.created_at = f"stranger{number}@example.org", clock.now()
            profiles.save(row)
    with BlockItem.batch_write() as blocks:
        for each in ids:
            blocks.save(BlockItem(user_id, each, mine=True))
            blocks.save(BlockItem(each, user_id, theirs=True))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
