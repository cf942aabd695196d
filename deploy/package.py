"""The functions' package: one zip for all five, the same bytes on every build of the same commit.

Wheels by their locked hashes, for the processor and the Python of the functions, whatever machine builds.
"""

import gzip
import json
import shutil
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from deploy import contents
from deploy.compiled import compiled, run

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
LOCKED = ROOT / "requirements" / "production.txt"
MANIFEST = "staticfiles/staticfiles.json"
"""In settings.STATIC_ROOT, as Django looks for it."""
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip can hold: a file's own time would change the sum."""
GLIBCS = ("manylinux2014", "manylinux_2_28", "manylinux_2_34")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a package runs. `processor` in the wheels' words: aarch64 is what Lambda calls arm64."""

    processor: str = "aarch64"
    python: str = "3.13"


@dataclass(frozen=True, slots=True)
class Package:
    path: Path
    sha256: str
    size: int
    """Bytes of the zip."""


def build(target: Target = Target(), manifest: Path | None = None, folder: Path = BUILD) -> Package:
    """About 20 seconds. `manifest` maps static files to their hashed names. Raises `DeployError`."""
    stage = folder / f"package-{target.processor}-{target.python}"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    _install(target, stage)
    _copy_ours(stage)
    if manifest is not None:
        (stage / MANIFEST).parent.mkdir()
        shutil.copyfile(manifest, stage / MANIFEST)
    _leave_out(stage)
    _trim_sdk(stage / "botocore/data")
    compiled(stage, target.python)
    return _zip(stage, Path(f"{stage}.zip"))


def _install(target: Target, stage: Path) -> None:
    platforms = [f"--platform={glibc}_{target.processor}" for glibc in GLIBCS]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    wheels = ["--only-binary=:all:", "--no-deps", "--no-compile", f"--python-version={target.python}", *platforms]
    run([*pip, *wheels, "--require-hashes", f"--requirement={LOCKED}", f"--target={stage}"])


def _copy_ours(stage: Path) -> None:
    for folder in contents.OURS:
        shutil.copytree(ROOT / folder, stage / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "deploy" / "__init__.py", stage / "deploy" / "__init__.py")


def _leave_out(stage: Path) -> None:
    for path in files(stage):
        if not contents.belongs(path.relative_to(stage).as_posix()):
            path.unlink()
    for name in contents.EMPTIED:
        (stage / name).write_text("")
    # An empty folder would be imported as a package.
    for folder in sorted((path for path in stage.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def _trim_sdk(data: Path) -> None:
    """A megabyte on where each service is and what its parameters mean: a start would read all of it, 30 ms."""
    for path in [path for path in files(data) if path.name.endswith(".json.gz")]:
        described = json.loads(gzip.decompress(path.read_bytes()))
        path.with_suffix("").write_text(json.dumps(_without_words(described), separators=(",", ":")))
        path.unlink()
    known = json.loads((data / "endpoints.json").read_text())
    for partition in known["partitions"]:
        held = partition["services"]
        partition["services"] = {name: held[name] for name in contents.SERVICES if name in held}
    (data / "endpoints.json").write_text(json.dumps(known, separators=(",", ":")))


def _without_words(described: Any) -> Any:
    """The SDK asks for some of them by name (of S3's parameters, for one): they are empty, not gone."""
    if isinstance(described, dict):
        return {key: _silent(key, one) for key, one in described.items()}
    return [_without_words(one) for one in described] if isinstance(described, list) else described


def _silent(key: str, one: Any) -> Any:
    return "" if key == "documentation" and isinstance(one, str) else _without_words(one)


def _zip(stage: Path, path: Path) -> Package:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in files(stage):
            entry = zipfile.ZipInfo(file.relative_to(stage).as_posix(), EPOCH)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())
    data = path.read_bytes()
    return Package(path, sha256(data).hexdigest(), len(data))


def files(folder: Path) -> Iterator[Path]:
    return iter(sorted(path for path in folder.rglob("*") if path.is_file()))
