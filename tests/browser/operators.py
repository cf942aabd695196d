"""Operators: people who may use the admin."""

import subprocess
import sys

from tests.bench.site import ROOT, Site
from tests.browser.visitor import Visitor


def promote(site: Site, person: Visitor) -> None:
    """Make the person an operator by `manage.py promote`, and sign them in again, as an operator."""
    command = [sys.executable, "manage.py", "promote", person.handle]
    subprocess.run(command, cwd=ROOT, env=site.environment, check=True, capture_output=True, timeout=60)
    person.context.clear_cookies()  # the first person of a site is an operator already, and would stay signed in
    person.sign_in()
