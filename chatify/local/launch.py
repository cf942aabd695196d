"""What `manage.py runserver` does before Django reads its settings: the embedded AWS is up first.

    runserver (this process)        small, holds the emulator, restarts the server when code changes
      ├─ emulator                   ministack; outlives reloads, saves itself
      ├─ prepare (once, short)      pool, tables, bucket, demo
      └─ runserver (RUN_MAIN)       Django and Daphne

With `--noreload` the server runs in this very process. Whatever way this process ends, the others end with it.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from chatify import env
from chatify.local import addresses, environment, lifeline
from chatify.local.child import ROOT, Emulator, EmulatorFailed
from chatify.local.refusals import Refused, check_folder, shown

LIFELINE = "CHATIFY_LIFELINE"
ENDPOINT = "CHATIFY_AWS_ENDPOINT"


def runs_the_site(arguments: Sequence[str]) -> bool:
    return arguments[1:2] == ["runserver"] and not {"-h", "--help", "--version"} & set(arguments)


def is_server() -> bool:
    """The reloader's child, whose parent holds everything else."""
    return os.environ.get("RUN_MAIN") == "true"


def tie_to_the_parent() -> None:
    """The reloader's child ends with its parent, by Ctrl-C or by `kill -9`, and says nothing about it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if LIFELINE in os.environ:
        lifeline.watch(int(os.environ[LIFELINE]), lambda: os._exit(0))


def launch(arguments: Sequence[str]) -> NoReturn:
    """Start all, serve, end all. Exits with the server's status."""
    # Also where a script started us in the background, deaf to Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(0))
    folder = env.local_dir(ROOT / ".local")
    status: int | str = 0
    try:
        host, port = addresses.of(arguments[2:])
        addresses.check(host, port)
        check_folder(folder)
        status = _with_aws(arguments, folder, f"http://{f'[{host}]' if ':' in host else host}:{port}/")
    except Refused as refused:
        print(refused, file=sys.stderr)
        status = 2
    except EmulatorFailed as failed:
        status = str(failed)
    except KeyboardInterrupt:
        print()
    sys.exit(status)


def _with_aws(arguments: Sequence[str], folder: Path, address: str) -> int:
    file = folder / "environment"
    print("Starting the embedded AWS …", flush=True)
    emulator = Emulator(folder / "aws", port=_last_port(environment.read(file)))
    try:
        for path in emulator.start():
            print(f"A part of the data can’t be read. It was set aside as {shown(path)}, and begins anew.", flush=True)
        emulator.guard(lambda: print("The embedded AWS had ended and was started again.", flush=True))
        os.environ[ENDPOINT] = emulator.endpoint
        # glibc else keeps a heap a thread: 5 MB for nothing.
        os.environ.setdefault("MALLOC_ARENA_MAX", "2")
        if status := _prepare(arguments, address):
            return status
        return _serve(arguments)
    finally:
        # A second Ctrl-C must not cut the last save short.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        emulator.close()
        environment.write(file, {ENDPOINT: ""})


def _prepare(arguments: Sequence[str], address: str) -> int:
    seed = "--no-seed" not in arguments and os.environ.get("CHATIFY_SEED", "1") != "0"
    command = [sys.executable, "-m", "chatify.local.prepare", address, *(["--seed"] if seed else [])]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def _serve(arguments: Sequence[str]) -> int:
    if "--noreload" in arguments:
        from django.core.management import execute_from_command_line

        execute_from_command_line(list(arguments))
        return 0
    from django.utils.autoreload import restart_with_reloader

    ours, theirs = os.pipe()
    os.set_inheritable(ours, True)
    os.environ[LIFELINE] = str(ours)
    try:
        return int(restart_with_reloader())
    finally:
        os.close(theirs)


def _last_port(values: dict[str, str]) -> int:
    """The same port again where it is free: a notebook or a shell of yesterday still finds it."""
    tail = values.get("CHATIFY_AWS_PORT", "")
    return int(tail) if tail.isdigit() else 0
