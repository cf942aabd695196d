"""A staged package's bytecode, made by the functions' own Python.

Shipped, because /var/task cannot be written to: without it each cold start compiles, 1.3 s against 0.35 s.
"""

import marshal
import os
import shutil
import subprocess
import sys
from pathlib import Path

from deploy import contents, production
from deploy.errors import DeployError
from deploy.handlers import bytecode

AHEAD = Path(__file__).with_name("ahead.py")
TASK_ROOT = "/var/task"
HEADER = 16
"""Bytes before the code in a file of bytecode."""
FIXED = {"PYTHONHASHSEED": "0"}
"""Or sets of constants change their order."""
PYTHON_MISSING = (
    "The functions run on Python {version}, and their bytecode must be made by it, but it is not on this machine.\n"
    "Install it: `uv python install {version}`, `pyenv install {version}`, or your system’s python{version}."
)


def compiled(stage: Path, version: str) -> None:
    """Raises `DeployError`."""
    _compile(stage, version)
    _write_ahead(stage, version)
    _gather(stage, f"cpython-{version.replace('.', '')}")
    for source in [source for name in contents.SOURCELESS for source in (stage / name).rglob("*.py")]:
        source.unlink()


def _compile(stage: Path, version: str) -> None:
    # One process, always in the same order. -s and -p: a traceback names the file as it lies in the function.
    tool = [python(version), "-m", "compileall", "-q", "-j1", "--invalidation-mode=unchecked-hash"]
    run([*tool, "-s", str(stage), "-p", TASK_ROOT, str(stage)], {**os.environ, **FIXED})


def _write_ahead(stage: Path, version: str) -> None:
    """See deploy/ahead.py. -P and -S: neither this folder nor what this machine has, only the package."""
    environment = {**production.environment(), **FIXED, "PYTHONPATH": str(stage)}
    run([python(version), "-P", "-S", "-B", str(AHEAD)], environment, folder=stage)


def _gather(stage: Path, tag: str) -> None:
    """All bytecode into one file, but that of the functions' own modules, by which Python comes to read it."""
    places, held = {}, bytearray()
    for file in sorted(file for file in stage.rglob("*.pyc") if stage / "deploy" not in file.parents):
        module = file.relative_to(stage).as_posix().replace("__pycache__/", "").replace(f".{tag}", "")
        name = module.removesuffix(".pyc").removesuffix("/__init__")
        code = file.read_bytes()[HEADER:]
        places[name.replace("/", ".")] = (len(held), len(code), module.endswith("/__init__.pyc"))
        held += code
        file.unlink()
    index, archive, _ = bytecode.paths(stage, tag)
    index.write_bytes(marshal.dumps(places, 2))  # a later form depends on who else holds a string
    archive.write_bytes(held)


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


def run(command: list[str], environment: dict[str, str] | None = None, folder: Path | None = None) -> None:
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DeployError(f"This failed:\n  {' '.join(command)}\n{done.stdout}{done.stderr}")
