"""The functions' package: one zip for all four, the same bytes on every build of the same commit.

Wheels by their locked hashes, for the processor and the Python of the functions, whatever machine builds. Bytecode is
shipped because /var/task cannot be written to: without it each cold start compiles, 1.3 s against 0.35 s.
"""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from deploy import contents
from deploy.errors import DeployError

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
LOCKED = ROOT / "requirements" / "production.txt"
TASK_ROOT = "/var/task"
MANIFEST = "staticfiles/staticfiles.json"
"""In settings.STATIC_ROOT, as Django looks for it."""
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip can hold: a file's own time would change the sum."""
GLIBCS = ("manylinux2014", "manylinux_2_28", "manylinux_2_34")
PYTHON_MISSING = (
    "The functions run on Python {version}, and their bytecode must be made by it, but it is not on this machine.\n"
    "Install it: `uv python install {version}`, `pyenv install {version}`, or your system’s python{version}."
)


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
    _forget_other_services(stage / "botocore/data/endpoints.json")
    _compile(target, stage)
    return _zip(stage, Path(f"{stage}.zip"))


def _install(target: Target, stage: Path) -> None:
    platforms = [f"--platform={glibc}_{target.processor}" for glibc in GLIBCS]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    wheels = ["--only-binary=:all:", "--no-deps", "--no-compile", f"--python-version={target.python}", *platforms]
    _run([*pip, *wheels, "--require-hashes", f"--requirement={LOCKED}", f"--target={stage}"])


def _copy_ours(stage: Path) -> None:
    for folder in contents.OURS:
        shutil.copytree(ROOT / folder, stage / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "deploy" / "__init__.py", stage / "deploy" / "__init__.py")


def _leave_out(stage: Path) -> None:
    for path in files(stage):
        if not contents.belongs(path.relative_to(stage).as_posix()):
            path.unlink()
    for folder in sorted((path for path in stage.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def _forget_other_services(path: Path) -> None:
    """A megabyte on where each service is, of which the first client of a cold start reads all: 20 ms."""
    known = json.loads(path.read_text())
    for partition in known["partitions"]:
        held = partition["services"]
        partition["services"] = {name: held[name] for name in contents.SERVICES if name in held}
    path.write_text(json.dumps(known, separators=(",", ":")))


def _compile(target: Target, stage: Path) -> None:
    """Unchecked: nobody edits a file in there. One process and fixed hashes, or sets of constants change order."""
    # -s and -p: a traceback names the file as it lies in the function.
    tool = [python(target.python), "-m", "compileall", "-q", "-j1", "--invalidation-mode=unchecked-hash"]
    made_by = [*tool, "-s", str(stage), "-p", TASK_ROOT]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    for name in contents.SOURCELESS:
        _run([*made_by, "-b", str(stage / name)], environment)
        for source in (stage / name).rglob("*.py"):
            source.unlink()
    _run([*made_by, str(stage)], environment)


def python(version: str) -> str:
    """An interpreter of this version. Raises `DeployError`."""
    if sys.version_info[:2] == tuple(map(int, version.split("."))):
        return sys.executable
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    uv = Path.home() / ".local/share/uv/python"
    tried = [
        shutil.which(f"python{version}"),
        *pyenv.glob(f"{version}*/bin/python"),
        *uv.glob(f"*-{version}*/bin/python3"),
    ]
    found = next((str(path) for path in tried if path and _answers(str(path), version)), None)
    if found is None:
        raise DeployError(PYTHON_MISSING.format(version=version))
    return found


def _answers(interpreter: str, version: str) -> bool:
    """pyenv leaves a python3.13 on the path even where it isn't the chosen one: it then only complains."""
    asked = [interpreter, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip() == version


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


def _run(command: list[str], environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DeployError(f"This failed:\n  {' '.join(command)}\n{done.stdout}{done.stderr}")
