"""Build the functions' package: one zip for all five, with the same bytes on every build of the same commit.

Its wheels are locked by their hashes and match the functions' processor and Python, whatever machine builds them.
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

from deploy import package_files
from deploy.bytecode import compile_package, run_tool

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
LOCKED = ROOT / "requirements" / "production.txt"
MANIFEST = "staticfiles/staticfiles.json"
"""The path in the package where Django looks for the manifest, in settings.STATIC_ROOT."""
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can store. With the files' real times, every build would have another sha256."""
GLIBCS = ("manylinux2014", "manylinux_2_28", "manylinux_2_34")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a package runs. `processor` is named as wheels do: aarch64 is what Lambda calls arm64."""

    processor: str = "aarch64"
    python: str = "3.13"


@dataclass(frozen=True, slots=True)
class Package:
    path: Path
    sha256: str
    size: int
    """The bytes of the zip."""


def build(target: Target = Target(), manifest: Path | None = None, folder: Path = BUILD) -> Package:
    """Build a package, in about 20 seconds. Raises `DeployError`.

    `manifest` maps static files to their hashed names.
    """
    stage = folder / f"package-{target.processor}-{target.python}"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    _install(target, stage)
    _copy_own_folders(stage)
    if manifest is not None:
        (stage / MANIFEST).parent.mkdir()
        shutil.copyfile(manifest, stage / MANIFEST)
    _remove_unused(stage)
    _trim_sdk(stage / "botocore/data")
    compile_package(stage, target.python)
    return _zip(stage, Path(f"{stage}.zip"))


def _install(target: Target, stage: Path) -> None:
    platforms = [f"--platform={glibc}_{target.processor}" for glibc in GLIBCS]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    wheels = ["--only-binary=:all:", "--no-deps", "--no-compile", f"--python-version={target.python}", *platforms]
    run_tool([*pip, *wheels, "--require-hashes", f"--requirement={LOCKED}", f"--target={stage}"])


def _copy_own_folders(stage: Path) -> None:
    for folder in package_files.OURS:
        shutil.copytree(ROOT / folder, stage / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "deploy" / "__init__.py", stage / "deploy" / "__init__.py")


def _remove_unused(stage: Path) -> None:
    for path in files(stage):
        if not package_files.is_packaged(path.relative_to(stage).as_posix()):
            path.unlink()
    # An empty folder could be imported as a namespace package.
    for folder in sorted((path for path in stage.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def _trim_sdk(data: Path) -> None:
    """Remove documentation and unused endpoints from botocore's data, which every start would read for 30 ms."""
    for path in [path for path in files(data) if path.name.endswith(".json.gz")]:
        model = json.loads(gzip.decompress(path.read_bytes()))
        path.with_suffix("").write_text(json.dumps(_without_documentation(model), separators=(",", ":")))
        path.unlink()
    endpoints = json.loads((data / "endpoints.json").read_text())
    for partition in endpoints["partitions"]:
        services = partition["services"]
        partition["services"] = {name: services[name] for name in package_files.SERVICES if name in services}
    (data / "endpoints.json").write_text(json.dumps(endpoints, separators=(",", ":")))


def _without_documentation(model: Any) -> Any:
    # The texts are emptied, not removed, because botocore reads some of them by name, such as those of S3's parameters.
    if isinstance(model, dict):
        return {
            key: "" if key == "documentation" and isinstance(value, str) else _without_documentation(value)
            for key, value in model.items()
        }
    return [_without_documentation(item) for item in model] if isinstance(model, list) else model


def _zip(stage: Path, path: Path) -> Package:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in files(stage):
            entry = zipfile.ZipInfo(file.relative_to(stage).as_posix(), ZIP_TIME)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())
    data = path.read_bytes()
    return Package(path, sha256(data).hexdigest(), len(data))


def files(folder: Path) -> Iterator[Path]:
    """Iterate over all files of a folder and its subfolders, always in the same order."""
    return iter(sorted(path for path in folder.rglob("*") if path.is_file()))
