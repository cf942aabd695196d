"""A whole Chatify as a person starts it: `manage.py runserver` in a process group of its own, with data of its own."""

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
PATIENCE = 40
"""Seconds; a busy machine starts slowly."""


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
        """Until it has greeted and answers."""
        until = time.monotonic() + PATIENCE
        while not (self.answers() and "Ctrl-C ends it" in self.console):
            assert self.process.poll() is None, self.console
            assert time.monotonic() < until, self.console
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
        return SIGN_IN.findall(self.console)

    def call(self, path: str, body: Any = None, token: str | None = None) -> Any:
        """JSON in, JSON out; raises `HTTPError`."""
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

    def family(self) -> list[int]:
        """All processes of the group but zombies."""
        shown = subprocess.run(["ps", "-e", "-o", "pid=,sid=,stat="], capture_output=True, text=True, check=True)
        rows = [line.split() for line in shown.stdout.splitlines()]
        return [int(pid) for pid, session, state in rows if int(session) == self.process.pid and "Z" not in state]

    def emulator(self) -> int:
        """The process id of the embedded AWS."""
        for pid in self.family():
            if b"chatify.local.emulator" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return pid
        raise AssertionError("no emulator runs")

    def ctrl_c(self) -> int:
        """As a terminal does it: to the whole group. Answers the exit status."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(20)

    def gone(self, within: float = 10) -> bool:
        until = time.monotonic() + within
        while self.family():
            if time.monotonic() > until:
                return False
            time.sleep(0.1)
        return True

    def end(self) -> None:
        """Whatever the test has left."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
        if not self.gone():
            for pid in self.family():
                os.kill(pid, signal.SIGKILL)
