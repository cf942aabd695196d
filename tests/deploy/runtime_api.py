"""Lambda's Runtime API on loopback, for AWS's own runtime client: a function runs here as in AWS.

`Runtime(folder, handler, interpreter=…)` starts `awslambdaric` on an unzipped package; `invoke(event)` gives it an event.
"""

import json
import os
import subprocess
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import psutil

EVENTS = Path(__file__).parent / "events"
Answer = tuple[str, Any]
"""The kind (`response` or `error`) and the JSON of an answer."""


def page_request(path: str) -> dict[str, Any]:
    """Return the HTTP API event of a visitor who is not signed in and asks for a page."""
    event: dict[str, Any] = json.loads((EVENTS / "http_get.json").read_text())
    event["rawPath"] = event["requestContext"]["http"]["path"] = path
    event["rawQueryString"] = ""
    event.pop("cookies", None)
    event["headers"] |= {"x-origin-secret": "shown", "x-forwarded-host": "chat.example.org"}
    event["headers"].pop("cookie", None)
    return event


class Api(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), RuntimeApiHandler)
        self.events: Queue[Any] = Queue()
        self.answers: Queue[Answer] = Queue()
        self.ready: Queue[float] = Queue()


class RuntimeApiHandler(BaseHTTPRequestHandler):
    server: Api
    protocol_version = "HTTP/1.1"
    # Without buffering, and with Nagle's algorithm, delayed ACKs would add 40 ms to each answer.
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self.server.ready.put(time.perf_counter())
        body = json.dumps(self.server.events.get()).encode()
        self.answer(
            200, body, {"Lambda-Runtime-Aws-Request-Id": "request-1", "Lambda-Runtime-Deadline-Ms": "9999999999999"}
        )

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        self.server.answers.put((self.path.rpartition("/")[2], json.loads(body or b"null")))
        self.answer(202, b"{}", {})

    def answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body)), "Content-Type": "application/json"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, *args: Any) -> None:
        return


class Runtime:
    """A running function.

    `init` is the seconds from its start to its first request for an event. `init_cpu` is the processor time of that,
    which depends less on other work of the machine.
    """

    def __init__(self, package: Path, handler: str, *, interpreter: str, variables: dict[str, str]) -> None:
        self.api = Api()
        Thread(target=self.api.serve_forever, daemon=True).start()
        environment = {
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self.api.server_port}",
            "AWS_LAMBDA_FUNCTION_NAME": "chatify-" + handler.split(".")[-2],
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
            "AWS_LAMBDA_LOG_GROUP_NAME": "group",
            "AWS_LAMBDA_LOG_STREAM_NAME": "stream",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local",
            "LAMBDA_TASK_ROOT": str(package),
            "PATH": os.environ["PATH"],
            **variables,
        }
        began = time.perf_counter()
        # -I leaves out this folder and a developer's own packages. The package comes first, as /var/task does.
        code = "import sys; sys.path.insert(0, sys.argv[1]); from awslambdaric.__main__ import main; main(['', sys.argv[2]])"
        self.process = subprocess.Popen(
            [interpreter, "-I", "-B", "-c", code, str(package), handler],
            cwd=package,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.init = self._wait_ready(began)
        times = psutil.Process(self.process.pid).cpu_times()
        self.init_cpu = times.user + times.system

    def _wait_ready(self, began: float) -> float:
        while True:
            try:
                return self.api.ready.get(timeout=0.05) - began
            except Exception:
                if not self.api.answers.empty() or self.process.poll() is not None:
                    raise RuntimeError(
                        f"The function did not start: {list(self.api.answers.queue)} {self.output()}"
                    ) from None

    def invoke(self, event: Any, timeout: float = 15) -> tuple[Any, float]:
        """Return the answer and the seconds it took. Raises `AssertionError` if the function failed."""
        began = time.perf_counter()
        self.api.events.put(event)
        kind, answer = self.api.answers.get(timeout=timeout)
        seconds = time.perf_counter() - began
        assert kind == "response", answer
        return answer, seconds

    def output(self) -> str:
        self.process.kill()
        assert self.process.stdout
        return self.process.stdout.read().decode()

    def close(self) -> str:
        text = self.output()
        self.process.wait()
        self.api.shutdown()
        self.api.server_close()
        return text
