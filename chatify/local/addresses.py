"""Where the site may listen: loopback only, since `/dev/outbox` shows everybody's codes. No option widens it."""

import errno
import ipaddress
import re
import socket
from argparse import ArgumentParser
from collections.abc import Sequence

from chatify.local.refusals import Refused

DEFAULT = ("127.0.0.1", 8000)
ADDRESS = re.compile(r"(?:(?P<host>\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):)?(?P<port>\d+)")
OPTIONS = (
    ("-v", "--verbosity"),
    ("--settings",),
    ("--pythonpath",),
    ("--http_timeout",),
    ("--websocket_handshake_timeout",),
    ("--websocket-max-message-size",),
    ("--websocket-max-frame-size",),
)
"""Those of `runserver` whose next word is a value."""


def of(arguments: Sequence[str]) -> tuple[str, int]:
    """Host and port as `runserver` will read them from its arguments. Raises `Refused` for what is neither."""
    parser = ArgumentParser(add_help=False, allow_abbrev=False)
    for names in OPTIONS:
        parser.add_argument(*names)
    parser.add_argument("address", nargs="*", default=[])
    words = parser.parse_known_args(arguments)[0].address
    if not words:
        return DEFAULT
    found = ADDRESS.fullmatch(words[0])
    if found is None or len(words) > 1:
        raise Refused(f"{' '.join(words)} isn’t an address: give a port, as 8000, or 127.0.0.1:8000.")
    return (found["host"] or DEFAULT[0]).strip("[]"), int(found["port"])


def check(host: str, port: int) -> None:
    """Raises `Refused` where the address is not loopback, or is taken."""
    if not is_loopback(host):
        raise Refused(
            f"Chatify on a laptop listens on loopback only, and {host} isn’t: its outbox shows everybody’s codes."
        )
    if not 0 < port < 65536:
        raise Refused(f"{port} isn’t a port: choose one from 1 to 65535.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise Refused(_why(error, port)) from error


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _why(error: OSError, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is busy. Choose another: make run PORT={port + 1 if port < 65535 else 8000}"
    if error.errno == errno.EACCES:
        return f"Port {port} needs more rights than you have. Choose one above 1023: make run PORT=8000"
    return f"Port {port} can’t be used: {error.strerror}."
