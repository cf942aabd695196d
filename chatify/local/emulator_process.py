"""Start and stop the emulator's process, and start it again if it dies."""

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

from chatify.local.data_folder import ROOT

HOST = "127.0.0.1"
LOCK_SECONDS = 5.0
"""How long the emulator of a killed Chatify may take to save and end."""


class EmulatorFailed(Exception):
    """The emulator did not start. The message is a sentence for a person."""


class Emulator:
    """One child process on a free loopback port, its data below `folder`.

    The parent keeps the listening socket: no other program can take the port in between, and an emulator that was
    killed comes back at the same address with the waiting connections.
    """

    def __init__(self, folder: Path, port: int = 0) -> None:
        """Take the folder and the port, or any free one for 0. Raises `EmulatorFailed` if the folder is in use."""
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
        """Start the process and wait until it answers. Return the unreadable files that it has set aside.

        Raises `EmulatorFailed`.
        """
        self._stopping.clear()
        known_broken_files = self._broken_files()
        self._process = self._spawn()
        deadline = time.monotonic() + timeout
        while not _is_healthy(self.endpoint):
            if self._process.poll() is not None:
                raise EmulatorFailed(f"The embedded AWS ended while it started; see {self.log}.")
            if time.monotonic() > deadline:
                self.stop()
                raise EmulatorFailed(f"The embedded AWS did not answer within {timeout:.0f} seconds; see {self.log}.")
            time.sleep(0.03)
        return sorted(self._broken_files() - known_broken_files)

    def restart_when_it_dies(self, on_restart: Callable[[], object]) -> None:
        """Watch the process in a thread until `stop`; start it again whenever it dies, then call `on_restart`."""
        Thread(target=self._keep_running, args=(on_restart,), name="emulator-guard", daemon=True).start()

    def stop(self, timeout: float = 15) -> None:
        """Let the process save and end; kill it if that takes longer than `timeout` seconds."""
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
        """Stop the process and release port and folder."""
        self.stop()
        self._listener.close()
        os.close(self._lock)

    @property
    def log(self) -> Path:
        return self.folder / "emulator.log"

    def _broken_files(self) -> set[Path]:
        return set((self.folder / "state").glob("*.broken*"))

    def _keep_running(self, on_restart: Callable[[], object]) -> None:
        while not self._stopping.is_set():
            if self._process:
                self._process.wait()
            if self._stopping.wait(0.2):
                return
            self.start()
            on_restart()

    def _spawn(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "chatify.local.emulator", str(self._listener.fileno())],
                cwd=ROOT,
                env=_environment(self.folder, self.port),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                # The child holds the lock too, so that it keeps the folder while it saves after its parent was killed.
                pass_fds=[self._listener.fileno(), self._lock],
                # Ctrl-C does not reach a process group of its own: the parent ends this process.
                process_group=0,
            )


def _lock(folder: Path) -> int:
    """Lock the folder, because two emulators in it would overwrite each other's data."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                os.close(descriptor)
                raise EmulatorFailed(
                    f"Chatify is already running with the data in {folder.parent}. Stop it first, or set"
                    " CHATIFY_LOCAL_DIR to another folder."
                ) from None
            time.sleep(0.1)
        else:
            return descriptor


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port), backlog=1024)
    except OSError:
        return socket.create_server((HOST, 0), backlog=1024)


def _is_healthy(endpoint: str) -> bool:
    try:
        with urllib.request.urlopen(f"{endpoint}/_ministack/health", timeout=1) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def _environment(folder: Path, port: int) -> dict[str, str]:
    # The emulator must not use a developer's own AWS settings.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return inherited | {
        "GATEWAY_PORT": str(port),
        "BIND_HOST": HOST,
        "AUTH": "true",
        "AWS_ACCESS_KEY_ID": "local",  # the only key that it accepts, as in settings.AWS
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
