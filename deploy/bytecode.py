"""Compile a staged package to `.pyc` files with the functions' own Python version.

The package ships them because /var/task is read-only: without them every cold start compiles all modules again.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from deploy.errors import DeployError

TASK_ROOT = "/var/task"
PYTHON_MISSING = (
    "The functions run on Python {version}, and only that version can compile the package, but it is not installed "
    "here.\nInstall it with `uv python install {version}`, `pyenv install {version}`, or as your system’s "
    "python{version}."
)


def compile_package(stage: Path, version: str) -> None:
    """Write a `.pyc` file for each source in `stage`, the same bytes on every build. Raises `DeployError`."""
    # Unchecked hashes, because a `.pyc` file that stores its source's time would differ from build to build.
    compileall = [find_python(version), "-m", "compileall", "-q", "-j1", "--invalidation-mode=unchecked-hash"]
    # The files name the path inside the function instead of this folder, which differs from build to build.
    paths = ["-s", str(stage), "-p", TASK_ROOT, str(stage)]
    # With random hashes, constant sets would be written in another order each time.
    run_tool([*compileall, *paths], {**os.environ, "PYTHONHASHSEED": "0"})


def find_python(version: str) -> str:
    """Return the path of an interpreter of this version, such as "3.13". Raises `DeployError`."""
    if sys.version_info[:2] == tuple(map(int, version.split("."))):
        return sys.executable
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    uv = Path.home() / ".local/share/uv/python"
    candidates = [
        shutil.which(f"python{version}"),
        *pyenv.glob(f"{version}*/bin/python"),
        *uv.glob(f"*-{version}*/bin/python3"),
    ]
    for candidate in candidates:
        if candidate and _is_version(str(candidate), version):
            return str(candidate)
    raise DeployError(PYTHON_MISSING.format(version=version))


def _is_version(interpreter: str, version: str) -> bool:
    # The interpreter is run, because pyenv leaves a python3.13 on the path that only complains if it is not selected.
    command = [interpreter, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() == version


def run_tool(command: list[str], environment: dict[str, str] | None = None) -> None:
    """Run a command and hide its output. Raises `DeployError` with the output if it fails."""
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        raise DeployError(f"This command failed:\n  {' '.join(command)}\n{result.stdout}{result.stderr}")
