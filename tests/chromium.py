"""A Chromium for the browser tests. `python -m tests.chromium` installs one where it can."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "chrome", "microsoft-edge")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
APT = "apt-get update && apt-get install --yes --no-install-recommends chromium"
ADVICE = (
    "The browser tests need Chromium or Chrome. Install one (on Debian: apt install chromium; "
    "elsewhere: .venv/bin/playwright install chromium), or name it in CHROMIUM, and run make test again."
)


def find() -> str | None:
    """Return the path of a browser that starts, for Playwright's `executable_path`."""
    return next((path for path in candidates() if can_start(path)), None)


def candidates() -> Iterator[str]:
    yield from filter(None, [os.environ.get("CHROMIUM"), *map(shutil.which, NAMES), MAC])
    yield from map(str, sorted(playwright_cache().glob("chromium-*/chrome-*/chrome"), reverse=True))


def playwright_cache() -> Path:
    caches = {"darwin": "Library/Caches"}.get(sys.platform, ".cache")
    return Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / caches / "ms-playwright")


def can_start(path: str) -> bool:
    """Try it: Ubuntu's `chromium-browser` exists but only says that one should install a snap."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False).returncode == 0
    except OSError:
        return False


def install() -> None:
    """Install Debian's package where this process is root; do nothing elsewhere."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    command = ["tests/step.sh", "Installing Chromium from the system’s packages", "sh", "-c", APT]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, check=False)


def main() -> None:
    if not find():
        install()
    if not find():
        sys.exit(ADVICE)


if __name__ == "__main__":
    main()
