"""The folder with everything a laptop's Chatify keeps: `.local`, or the one that CHATIFY_LOCAL_DIR names."""

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from chatify import env

ROOT: Final = Path(__file__).resolve().parents[2]
"""The checkout."""


def find_data_folder() -> Path:
    """Return its path; the folder itself may be missing."""
    return env.local_dir(ROOT / ".local")


def short_path(path: Path) -> str:
    """Return the path as a person would type it: relative if it is below the current folder."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def write_environment(file: Path, values: Mapping[str, str]) -> None:
    """Merge `values` into the file that `chatify.env.read` reads.

    Only its owner may read it, because it contains the secrets of this Chatify.
    """
    merged = {"CHATIFY_SECRET_KEY": secrets.token_urlsafe(50)} | env.read_file(file) | dict(values)
    file.parent.mkdir(parents=True, exist_ok=True)
    next_file = file.with_suffix(".next")
    next_file.touch(mode=0o600)
    next_file.write_text("".join(f"{name}={value}\n" for name, value in sorted(merged.items())))
    next_file.replace(file)
