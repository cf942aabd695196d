"""What is said in a sentence, before anything was started."""

import os
from pathlib import Path


class Refused(Exception):
    """The message is a sentence for a person."""


def check_folder(folder: Path) -> None:
    """Raises `Refused` where no data can be kept there. Makes the folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refused(folder, error.strerror) from error
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise _refused(folder, "Permission denied")


def shown(path: Path) -> str:
    """Short where it lies below the current folder."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _refused(folder: Path, why: str | None) -> Refused:
    return Refused(f"Chatify can’t keep its data in {shown(folder)} ({why}). Name another folder: CHATIFY_LOCAL_DIR=…")
