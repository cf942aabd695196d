"""`python -m tests.bench.starts OLD NEW`: compare the cold starts of two checkouts.

Builds the package of both for this machine, then imports each function's handler in a fresh process, old and new in
turn, so that other load on the machine hits both alike. Prints the medians of the processor time in milliseconds.
"""

import argparse
import json
import platform
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Thread

from deploy.bytecode import find_python
from tests.deploy.production import PRODUCTION
from tests.deploy.runtime_api import page_request

PYTHON_VERSION = "3.13"
FUNCTIONS = ("http", "socket", "stream", "cognito", "job")
AWS_ANSWER = {"Responses": {}, "UnprocessedKeys": {}, "Items": [], "Count": 0, "ScannedCount": 0}
BUILD = """
import json, sys
from pathlib import Path
from deploy.package import Target, build
folder, static = Path(sys.argv[1]), Path("static")
names = {path.relative_to(static).as_posix(): path.name for path in static.rglob("*") if path.is_file()}
manifest = folder / "staticfiles.json"
manifest.write_text(json.dumps({"paths": names, "version": "1.1", "hash": ""}))
build(Target(sys.argv[2], sys.argv[3]), manifest, folder)
"""
START = """
import json, sys, time
sys.path.insert(0, ".")
began = time.process_time()
module = __import__(f"deploy.handlers.{sys.argv[1]}", fromlist=["handler"])
started = time.process_time()
if sys.argv[1] == "http":
    assert module.handler(json.loads(sys.argv[2]), None)["statusCode"] == 200
print((started - began) * 1000, (time.process_time() - started) * 1000)
"""


class EmptyAws(BaseHTTPRequestHandler):
    """Answers every call as DynamoDB does where nothing is stored."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        body = json.dumps(AWS_ANSWER).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        return


@contextmanager
def empty_aws() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), EmptyAws)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def build_package(checkout: Path, folder: Path) -> Path:
    """Build a checkout's package with its own code, and return the unzipped folder."""
    folder.mkdir()
    command = [sys.executable, "-c", BUILD, str(folder), platform.machine(), PYTHON_VERSION]
    subprocess.run(command, cwd=checkout, check=True)
    return folder / f"package-{platform.machine()}-{PYTHON_VERSION}"


def start(package: Path, function: str, aws: str) -> tuple[float, float]:
    """Return the milliseconds of processor time that importing the handler and the first request take."""
    variables = {
        **PRODUCTION,
        "AWS_ENDPOINT_URL": aws,
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "CHATIFY_ADMIN": "on" if function == "http" else "off",
    }
    request = json.dumps(page_request("/accounts/sign-in/"))
    # -S: without site-packages, so that only the package is there.
    command = [find_python(PYTHON_VERSION), "-S", "-B", "-c", START, function, request]
    result = subprocess.run(command, cwd=package, env=variables, capture_output=True, text=True, check=True)
    import_ms, request_ms = map(float, result.stdout.split())
    return import_ms, request_ms


def compare(packages: tuple[Path, Path], function: str, aws: str, runs: int) -> list[str]:
    """Return a row for the function's start, and for http one for the first request."""
    times = [[start(package, function, aws) for package in packages] for _ in range(runs)]
    rows = [row(function, [[run[column][0] for run in times] for column in (0, 1)])]
    if function == "http":
        rows.append(row("first request", [[run[column][1] for run in times] for column in (0, 1)]))
    return rows


def row(name: str, columns: list[list[float]]) -> str:
    old, new = map(median, columns)
    return f"{name:<14} {old:>7.1f} {new:>7.1f} {new / old - 1:>+7.0%}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.starts", description=__doc__)
    parser.add_argument("old", type=Path, help="a checkout")
    parser.add_argument("new", type=Path, help="another checkout, such as .")
    parser.add_argument("--runs", type=int, default=9, help="of each function and package (9)")
    options = parser.parse_args()
    with TemporaryDirectory() as folder, empty_aws() as aws:
        old, new = (
            build_package(checkout, Path(folder) / name)
            for name, checkout in (("old", options.old), ("new", options.new))
        )
        print(f"{'ms':<14} {'old':>7} {'new':>7}", flush=True)
        for function in FUNCTIONS:
            print("\n".join(compare((old, new), function, aws, options.runs)), flush=True)


if __name__ == "__main__":
    main()
