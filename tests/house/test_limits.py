"""docs/limits.md names every rate limit with its default, and no other."""

import re
from pathlib import Path

from django.conf import settings

PAGE = (Path(settings.BASE_DIR) / "docs/limits.md").read_text()
UNITS = {"minute": 60, "minutes": 60, "hour": 3600, "hours": 3600, "day": 86400, "days": 86400}


def test_the_docs_name_every_limit_with_its_default():
    rows = re.findall(r"^\| `([\w-]+)` \| (\d+) in (\d+) (\w+) \|", PAGE, re.MULTILINE)
    documented = {scope: (int(count), int(number) * UNITS[unit]) for scope, count, number, unit in rows}
    assert documented == settings.LIMITS
