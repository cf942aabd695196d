"""`manage.py runserver`: uvicorn on loopback, over the embedded AWS that `chatify.local.launch` has started."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.runserver import Command as DjangoRunserver
from django.utils import autoreload
from django.utils.module_loading import import_string

from chat.sockets.inbound import FRAME_MAX_BYTES
from chatify.local import jobs, stream
from chatify.local.process import freeze_heap
from chatify.local.resources import make_tables
from chatify.local.server import Server, open_port
from chatify.local.startup_checks import is_loopback
from chatify.local.websocket import delete_stale_sockets

UNWATCHED_FOLDERS = (".venv", ".local", ".git", "node_modules")


class CheckoutReloader(autoreload.StatReloader):
    """Watches this checkout alone: to watch the libraries' two thousand files costs 1–2 % of a core."""

    def watched_files(self, include_globs: bool = True) -> Iterator[Path]:
        for path in super().watched_files(include_globs):
            if _is_in_checkout(path):
                yield path


class Command(DjangoRunserver):
    help = "Starts Chatify with everything it needs on this machine; Ctrl-C ends it, .local keeps its data."
    requires_system_checks: list[str] = []
    # Set by Django's own `handle`.
    addr: str
    port: str

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--no-seed", action="store_true", help="Leave out the demo people and conversations (CHATIFY_SEED=0)."
        )

    def run(self, **options: Any) -> None:
        if settings.AWS["endpoint_url"] is None:
            raise CommandError("Start it with `python manage.py runserver`, which brings the embedded AWS up first.")
        if not is_loopback(self.addr):
            raise CommandError(f"Chatify on a laptop listens on loopback only, and {self.addr} isn’t.")
        if options["use_reloader"]:
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
            autoreload.start_django(CheckoutReloader(), self.inner_run, **options)
        else:
            self.inner_run(**options)

    def inner_run(self, *args: Any, **options: Any) -> None:
        autoreload.raise_last_exception()
        self.check()
        make_tables()  # a model that was written since the last reload gets its table now
        delete_stale_sockets()
        jobs.resume()
        server = Server(
            import_string(settings.ASGI_APPLICATION), max_frame_bytes=FRAME_MAX_BYTES, on_listening=self.greet
        )
        with stream.read():
            server.run(sockets=[self.open_port()])

    def open_port(self) -> socket.socket:
        try:
            return open_port(self.addr, int(self.port))
        except OSError as error:
            self.stderr.write(f"The port can’t be used: {error.strerror}")
            # Under the autoreloader this is not the main thread, the only one in which sys.exit would end the process.
            os._exit(1)

    def greet(self) -> None:
        """Print the greeting that `prepare` has left at the first start, and one line after a reload."""
        freeze_heap()
        greeting = settings.LOCAL_DIR / "greeting"
        if greeting.exists():
            self.stdout.write(greeting.read_text(), ending="")
            greeting.unlink()
        else:
            self.stdout.write("Reloaded.")


@cache
def _is_in_checkout(path: Path) -> bool:
    if not path.is_relative_to(settings.BASE_DIR):
        return False
    return path.relative_to(settings.BASE_DIR).parts[0] not in UNWATCHED_FOLDERS
