"""`.local/environment`: what the first start finds out and every later one reads (`chatify.env.read`)."""

import secrets
from collections.abc import Mapping
from pathlib import Path


def read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    return dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)


def write(path: Path, values: Mapping[str, str]) -> None:
    """Merge `values` in. Readable by its owner only: it holds the secrets of this laptop's Chatify."""
    merged = {"CHATIFY_SECRET_KEY": secrets.token_urlsafe(50)} | read(path) | dict(values)
    path.parent.mkdir(parents=True, exist_ok=True)
    coming = path.with_suffix(".next")
    coming.touch(mode=0o600)
    coming.write_text("".join(f"{name}={value}\n" for name, value in sorted(merged.items())))
    coming.replace(path)
