"""Starts a whole Chatify as a person does: `manage.py runserver`, in its own process group, with its own data."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SIGN_IN = re.compile(r"(\S+@\S+)\s+password (\S+)")
START_SECONDS = 40
"""A busy machine starts slowly."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class Site:
    def __init__(self, folder: Path, *options: str, port: int | None = None) -> None:
        self.port = port or free_port()
        self.folder = folder
        self.log = folder.parent / f"console-{self.port}-{time.monotonic_ns()}"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CHATIFY_")}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "runserver", f"127.0.0.1:{self.port}", *options],
                cwd=ROOT,
                env=environment | {"CHATIFY_LOCAL_DIR": str(folder), "PYTHONUNBUFFERED": "1"},
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def wait(self) -> "Site":
        """Wait until the site has printed its greeting and answers."""
        deadline = time.monotonic() + START_SECONDS
        while not (self.answers() and "Ctrl-C ends it" in self.console):
            assert self.process.poll() is None, self.console
            assert time.monotonic() < deadline, self.console
            time.sleep(0.1)
        return self

    def answers(self) -> bool:
        try:
            return bool(self.call("/readyz") == {"status": "ok"})
        except OSError:
            return False

    @property
    def console(self) -> str:
        return self.log.read_text()

    @property
    def sign_ins(self) -> list[tuple[str, str]]:
        """Return e-mail and password of each person in the greeting."""
        return SIGN_IN.findall(self.console)

    def call(self, path: str, body: Any = None, token: str | None = None) -> Any:
        """Send and return JSON. Raises `HTTPError`."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}")
        request.add_header("Accept", "application/json")
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or "null")

    def sign_in(self, email: str, password: str) -> str:
        return str(self.call("/api/v1/auth/sign-in", {"email": email, "password": password})["access_token"])

    def processes(self) -> list[int]:
        """Return the ids of all processes of the session but zombies."""
        listing = subprocess.run(["ps", "-e", "-o", "pid=,sid=,stat="], capture_output=True, text=True, check=True)
        rows = [line.split() for line in listing.stdout.splitlines()]
        return [int(pid) for pid, session, state in rows if int(session) == self.process.pid and "Z" not in state]

    def emulator_pid(self) -> int:
        for pid in self.processes():
            if b"chatify.local.emulator" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return pid
        raise AssertionError("no emulator runs")

    def ctrl_c(self) -> int:
        """Interrupt the whole group, as a terminal does. Return the exit status."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(20)

    def has_ended(self, within: float = 10) -> bool:
        """Tell whether all processes end within so many seconds."""
        deadline = time.monotonic() + within
        while self.processes():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        return True

    def end(self) -> None:
        """End all processes that the test has left running."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
        if not self.has_ended():
            for pid in self.processes():
                os.kill(pid, signal.SIGKILL)
