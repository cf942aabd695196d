"""The site in a process of its own, with its own data, and the resources that it uses."""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import psutil

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 120
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Usage:
    """CPU seconds since the start and resident bytes, of the server and of the emulator."""

    server_cpu: float
    emulator_cpu: float
    server_memory: int
    emulator_memory: int
    others_cpu: float
    """CPU seconds of everything else on this machine, except this process."""


class Site:
    def __init__(self, *, seed: bool = False) -> None:
        self.seed = seed

    def __enter__(self) -> "Site":
        self.folder = Path(tempfile.mkdtemp(prefix="chatify-bench-"))
        self.port = free_port()
        self.log = (self.folder / "log").open("w")
        self.environment = os.environ | {"CHATIFY_LOCAL_DIR": str(self.folder), "CHATIFY_LOG_LEVEL": "ERROR"}
        command = [sys.executable, "manage.py", "runserver", f"127.0.0.1:{self.port}", "--noreload"]
        command += [] if self.seed else ["--no-seed"]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509  # one call into libc
        )
        self._wait()
        self.server = psutil.Process(self.process.pid)
        self.emulator = next(child for child in self.server.children() if "chatify.local.emulator" in child.cmdline())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        if kind is not None:
            print(self._log_tail(), file=sys.stderr)
        shutil.rmtree(self.folder, ignore_errors=True)

    def usage(self) -> Usage:
        server, emulator, own = (cpu_seconds(process) for process in (self.server, self.emulator, psutil.Process()))
        machine = psutil.cpu_times()
        busy = sum(machine) - machine.idle - getattr(machine, "iowait", 0.0)
        return Usage(
            server,
            emulator,
            self.server.memory_info().rss,
            self.emulator.memory_info().rss,
            busy - server - emulator - own,
        )

    def _wait(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not is_ready(f"http://127.0.0.1:{self.port}/readyz"):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self._end()
                log_tail = self._log_tail()
                shutil.rmtree(self.folder, ignore_errors=True)
                sys.exit(f"The site did not start:\n{log_tail}")
            time.sleep(0.1)

    def _end(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def _log_tail(self) -> str:
        return (self.folder / "log").read_text()[-2000:]


def end_with_parent() -> None:
    """Let Linux end this process together with its parent, so that a killed test run leaves no server behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
