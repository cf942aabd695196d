"""What `manage.py runserver` does before Django reads its settings: it starts the embedded AWS.

    runserver (this process)        small, holds the emulator, restarts the server when code changes
      ├─ emulator                   ministack; outlives reloads, saves itself
      ├─ prepare (once, short)      pool, tables, bucket, demo
      └─ runserver (RUN_MAIN)       Django and uvicorn

With `--noreload` the server runs in this process. Whenever this process ends, the others end too.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from chatify import env
from chatify.local.data_folder import ROOT, find_data_folder, short_path, write_environment
from chatify.local.emulator_process import Emulator, EmulatorFailed
from chatify.local.process import watch_parent
from chatify.local.startup_checks import StartupError, check_address, check_data_folder, parse_address, site_url

PARENT_PIPE = "CHATIFY_PARENT_PIPE"
"""Names the descriptor by which the reloader's child notices that its parent has ended."""
ENDPOINT = "CHATIFY_AWS_ENDPOINT"
SERVER_ENVIRONMENT = {
    # Without this, glibc keeps a heap for each thread, which wastes 5 MB.
    "MALLOC_ARENA_MAX": "2",
    # Browsers send the cookies of all ports of this machine. `websockets` reads it when it is imported.
    "WEBSOCKETS_MAX_LINE_LENGTH": "65536",
}


def starts_server(arguments: Sequence[str]) -> bool:
    """Tell whether this command line starts the site, and does not only ask for help."""
    return arguments[1:2] == ["runserver"] and not {"-h", "--help", "--version"} & set(arguments)


def is_reloader_child() -> bool:
    """Tell whether this process is the server, whose parent holds everything else."""
    return os.environ.get("RUN_MAIN") == "true"


def end_with_parent() -> None:
    """End the reloader's child silently when its parent ends, by Ctrl-C or by `kill -9`."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if PARENT_PIPE in os.environ:
        watch_parent(int(os.environ[PARENT_PIPE]), lambda: os._exit(0))


def launch(arguments: Sequence[str]) -> NoReturn:
    """Start everything, serve, and end everything. Exits with the server's status."""
    # If a script starts this process in the background, it would ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(0))
    folder = find_data_folder()
    status: int | str = 0
    try:
        host, port = parse_address(arguments[2:])
        check_address(host, port)
        check_data_folder(folder)
        status = _run_with_emulator(arguments, folder, site_url(host, port))
    except StartupError as error:
        print(error, file=sys.stderr)
        status = 2
    except EmulatorFailed as error:
        status = str(error)
    except KeyboardInterrupt:
        print()
    sys.exit(status)


def _run_with_emulator(arguments: Sequence[str], folder: Path, url: str) -> int:
    environment_file = folder / "environment"
    print("Starting the embedded AWS …", flush=True)
    emulator = Emulator(folder / "aws", port=_last_port(environment_file))
    try:
        for path in emulator.start():
            print(f"A part of the data can’t be read. It was set aside as {short_path(path)}.", flush=True)
        emulator.restart_when_it_dies(lambda: print("The embedded AWS had ended and was started again.", flush=True))
        os.environ[ENDPOINT] = emulator.endpoint
        for name, value in SERVER_ENVIRONMENT.items():
            os.environ.setdefault(name, value)
        if status := _prepare(arguments, url):
            return status
        return _serve(arguments)
    finally:
        # A second Ctrl-C must not interrupt the last save.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        emulator.close()
        write_environment(environment_file, {ENDPOINT: ""})


def _prepare(arguments: Sequence[str], url: str) -> int:
    seed = "--no-seed" not in arguments and os.environ.get("CHATIFY_SEED", "1") != "0"
    command = [sys.executable, "-m", "chatify.local.prepare", url, *(["--seed"] if seed else [])]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def _serve(arguments: Sequence[str]) -> int:
    if "--noreload" in arguments:
        from django.core.management import execute_from_command_line

        execute_from_command_line(list(arguments))
        return 0
    from django.utils.autoreload import restart_with_reloader

    reading_end, writing_end = os.pipe()
    os.set_inheritable(reading_end, True)
    os.environ[PARENT_PIPE] = str(reading_end)
    try:
        return int(restart_with_reloader())
    finally:
        os.close(writing_end)


def _last_port(environment_file: Path) -> int:
    """Return the emulator's last port, so that yesterday's notebook or shell still finds it; 0 for any."""
    port = env.read_file(environment_file).get("CHATIFY_AWS_PORT", "")
    return int(port) if port.isdigit() else 0
