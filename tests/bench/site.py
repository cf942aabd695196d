"""The site in a process of its own, with its own data, and what it uses."""

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
    """CPU seconds since the start, resident bytes; the emulator's apart."""

    server_cpu: float
    emulator_cpu: float
    server_memory: int
    emulator_memory: int
    others_cpu: float
    """Of everything else on this machine but the site and this process."""


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
            preexec_fn=end_with_the_parent,  # noqa: PLW1509  # one call into libc
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
            print(self._last_words(), file=sys.stderr)
        shutil.rmtree(self.folder, ignore_errors=True)

    def usage(self) -> Usage:
        server, emulator, ours = (cpu_of(process) for process in (self.server, self.emulator, psutil.Process()))
        whole = psutil.cpu_times()
        busy = sum(whole) - whole.idle - getattr(whole, "iowait", 0.0)
        return Usage(
            server,
            emulator,
            self.server.memory_info().rss,
            self.emulator.memory_info().rss,
            busy - server - emulator - ours,
        )

    def _wait(self) -> None:
        until = time.monotonic() + READY_SECONDS
        while not answers(f"http://127.0.0.1:{self.port}/readyz"):
            if self.process.poll() is not None or time.monotonic() > until:
                self._end()
                words = self._last_words()
                shutil.rmtree(self.folder, ignore_errors=True)
                sys.exit(f"The site did not start:\n{words}")
            time.sleep(0.1)

    def _end(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def _last_words(self) -> str:
        return (self.folder / "log").read_text()[-2000:]


def end_with_the_parent() -> None:
    """Linux: a test run that is killed leaves no server behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def cpu_of(process: psutil.Process) -> float:
    spent = process.cpu_times()
    return float(spent.user + spent.system)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
