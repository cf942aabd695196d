"""Measurements that run in a process of their own."""

import subprocess
import sys
from collections.abc import Mapping

from tests.bench.site import ROOT


def run(module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
    """Run a module and return what it prints. Raises `CalledProcessError`."""
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True).stdout.decode()
