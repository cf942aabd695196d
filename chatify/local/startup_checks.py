"""Check the address and the data folder before anything is started, and explain a mistake in a sentence.

Chatify on a laptop listens on loopback only, since `/dev/outbox` shows everybody's codes. No option widens it.
"""

import errno
import ipaddress
import os
import re
import socket
import urllib.error
import urllib.request
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from chatify.local.data_folder import short_path

DEFAULT_ADDRESS = ("127.0.0.1", 8000)
ADDRESS_PATTERN = re.compile(r"(?:(?P<host>\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):)?(?P<port>\d+)")
OPTIONS_WITH_VALUE = (("-v", "--verbosity"), ("--settings",), ("--pythonpath",))
"""The options of `runserver` whose next word is a value and so no address."""


class StartupError(Exception):
    """Raised if nothing was started. The message is a sentence for a person."""


def parse_address(arguments: Sequence[str]) -> tuple[str, int]:
    """Return host and port as `runserver` will read them from its arguments.

    Raises `StartupError` if they name no address.
    """
    parser = ArgumentParser(add_help=False, allow_abbrev=False)
    for names in OPTIONS_WITH_VALUE:
        parser.add_argument(*names)
    parser.add_argument("address", nargs="*", default=[])
    words = parser.parse_known_args(arguments)[0].address
    if not words:
        return DEFAULT_ADDRESS
    match = ADDRESS_PATTERN.fullmatch(words[0])
    if match is None or len(words) > 1:
        raise StartupError(f"{' '.join(words)} isn’t an address: give a port, as 8000, or 127.0.0.1:8000.")
    return (match["host"] or DEFAULT_ADDRESS[0]).strip("[]"), int(match["port"])


def check_address(host: str, port: int) -> None:
    """Raise `StartupError` if the address is not loopback, or is taken."""
    if not is_loopback(host):
        raise StartupError(
            f"Chatify on a laptop listens on loopback only, and {host} isn’t: its outbox shows everybody’s codes."
        )
    if not 0 < port < 65536:
        raise StartupError(f"{port} isn’t a port: choose one from 1 to 65535.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise StartupError(_describe_bind_error(error, host, port)) from error


def check_data_folder(folder: Path) -> None:
    """Create the folder. Raise `StartupError` if no data can be stored there."""
    reason = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror
    else:
        if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            reason = "Permission denied"
    if reason:
        raise StartupError(
            f"Chatify can’t keep its data in {short_path(folder)} ({reason}). Name another folder: CHATIFY_LOCAL_DIR=…"
        )


def is_loopback(host: str) -> bool:
    """Tell whether only programs on this machine can reach the host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def site_url(host: str, port: int) -> str:
    """Return the address to open in a browser."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def _describe_bind_error(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        url, other = site_url(host, port), f"make run PORT={port + 1 if port < 65535 else 8000}"
        if _is_chatify(url):
            return f"Chatify is already running at {url}. To start another one beside it, choose another port: {other}"
        return f"Port {port} is busy. Choose another: {other}"
    if error.errno == errno.EACCES:
        return f"Port {port} needs more rights than you have. Choose one above 1023: make run PORT=8000"
    return f"Port {port} can’t be used: {error.strerror}."


def _is_chatify(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}healthz", timeout=1) as response:
            return bool(response.headers["Server"] == "chatify")
    except (OSError, ValueError):
        return False
