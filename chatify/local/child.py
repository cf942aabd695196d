"""The embedded AWS seen from its parent: started, waited for, started again where it dies, stopped."""

import fcntl
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
PATIENCE = 5.0
"""Seconds for the emulator of a killed Chatify to save and end."""


class EmulatorFailed(Exception):
    """It did not come up; the message is a sentence for a person."""


class Emulator:
    """One child process on a free loopback port, its data below `folder`.

    The parent keeps the listening socket: no other program can take the port in between, and an emulator that was
    killed comes back at the same address with the waiting connections.
    """

    def __init__(self, folder: Path, port: int = 0) -> None:
        """`port` 0: a free one. Raises `EmulatorFailed` where another holds the folder."""
        self.folder = folder
        self._lock = _lock(folder)
        self._listener = _listen(port)
        self.port: int = self._listener.getsockname()[1]
        self.endpoint = f"http://{HOST}:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = Event()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self, timeout: float = 30) -> list[Path]:
        """Returns when it answers: the files it couldn't read and has set aside. Raises `EmulatorFailed`."""
        self._stopping.clear()
        before = self._set_aside()
        self._process = self._spawn()
        until = time.monotonic() + timeout
        while not _healthy(self.endpoint):
            if self._process.poll() is not None:
                raise EmulatorFailed(f"The embedded AWS ended at its start; see {self.log}.")
            if time.monotonic() > until:
                self.stop()
                raise EmulatorFailed(f"The embedded AWS did not answer within {timeout:.0f} seconds; see {self.log}.")
            time.sleep(0.03)
        return sorted(self._set_aside() - before)

    def guard(self, came_back: Callable[[], object]) -> None:
        """Start it again whenever it dies unasked, then call `came_back`; from a thread, until `stop`."""
        Thread(target=self._guard, args=(came_back,), name="emulator-guard", daemon=True).start()

    def stop(self, timeout: float = 15) -> None:
        """Let it save and end; kill it where it takes longer than `timeout` seconds."""
        self._stopping.set()
        process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdin:
            process.stdin.close()

    def close(self) -> None:
        self.stop()
        self._listener.close()
        os.close(self._lock)

    @property
    def log(self) -> Path:
        return self.folder / "emulator.log"

    def _set_aside(self) -> set[Path]:
        return set((self.folder / "state").glob("*.broken*"))

    def _guard(self, came_back: Callable[[], object]) -> None:
        while not self._stopping.is_set():
            if self._process:
                self._process.wait()
            if self._stopping.wait(0.2):
                return
            self.start()
            came_back()

    def _spawn(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "chatify.local.emulator", str(self._listener.fileno())],
                cwd=ROOT,
                env=_environment(self.folder, self.port),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                # The child holds the lock too: one that still saves after its parent was killed keeps the folder.
                pass_fds=[self._listener.fileno(), self._lock],
                # Out of the terminal's reach: Ctrl-C and a hang-up end the parent, and the parent ends this.
                process_group=0,
            )


def _lock(folder: Path) -> int:
    """Two emulators over one folder would overwrite each other's data."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
    until = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                os.close(descriptor)
                raise EmulatorFailed(
                    f"Chatify runs already with the data in {folder.parent}. End it first, or set CHATIFY_LOCAL_DIR."
                ) from None
            time.sleep(0.1)
        else:
            return descriptor


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port), backlog=1024)
    except OSError:
        return socket.create_server((HOST, 0), backlog=1024)


def _healthy(endpoint: str) -> bool:
    try:
        with urllib.request.urlopen(f"{endpoint}/_ministack/health", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _environment(folder: Path, port: int) -> dict[str, str]:
    # A developer's own AWS settings are none of the emulator's business.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return inherited | {
        "GATEWAY_PORT": str(port),
        "BIND_HOST": HOST,
        "AUTH": "true",
        "AWS_ACCESS_KEY_ID": "local",  # the one key it takes as its owner's: settings.AWS
        "AWS_SECRET_ACCESS_KEY": "local",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(folder / "state"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(folder / "s3"),
        "LOG_LEVEL": "ERROR",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "MINISTACK_WORKER_THREADS": "8",
    }
