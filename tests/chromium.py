"""A Chromium for the browser tests. `python -m tests.chromium` installs one where it can."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "chrome", "microsoft-edge")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
SENTENCE = (
    "The browser tests need Chromium or Chrome. Install one (on Debian: apt install chromium; "
    "elsewhere: .venv/bin/playwright install chromium), or name it in CHROMIUM, and run make test again."
)


def find() -> str | None:
    """The path of a browser that starts; for Playwright's `executable_path`."""
    return next((path for path in candidates() if starts(path)), None)


def candidates() -> Iterator[str]:
    yield from filter(None, [os.environ.get("CHROMIUM"), *map(shutil.which, NAMES), MAC])
    yield from map(str, sorted(playwrights_own().glob("chromium-*/chrome-*/chrome"), reverse=True))


def playwrights_own() -> Path:
    caches = {"darwin": "Library/Caches"}.get(sys.platform, ".cache")
    return Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / caches / "ms-playwright")


def starts(path: str) -> bool:
    """Ubuntu's `chromium-browser` is only a word about snap."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False).returncode == 0
    except OSError:
        return False


def install() -> None:
    """From Debian's packages, where this is root."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("Installing Chromium from the system’s packages …", flush=True)
    for act in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", "chromium"]):
        environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", *act], env=environ, check=False, stdout=subprocess.DEVNULL)


def main() -> None:
    if not find():
        install()
    if not find():
        sys.exit(SENTENCE)


if __name__ == "__main__":
    main()
