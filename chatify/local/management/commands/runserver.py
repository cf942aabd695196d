"""`manage.py runserver`: Daphne's, on loopback, over the embedded AWS that `chatify.local.launch` has started."""

import signal
import sys
from argparse import ArgumentParser
from typing import Any

from daphne.endpoints import build_endpoint_description_strings
from daphne.management.commands.runserver import Command as Daphne
from daphne.management.commands.runserver import get_default_application
from django.conf import settings
from django.core.management import CommandError
from django.utils import autoreload

from chat.realtime.wire import PUSH_MAX_BYTES
from chat.sockets.inbound import FRAME_MAX_BYTES
from chatify.local import addresses, jobs, stream
from chatify.local.leftovers import forget_sockets
from chatify.local.memory import settle
from chatify.local.reloading import CheckoutReloader
from chatify.local.server import Server
from chatify.local.tables import make_tables


class Command(Daphne):  # type: ignore[misc]  # Daphne has no types
    help = "Starts Chatify with everything it needs on this machine; Ctrl-C ends it, .local keeps its data."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--no-seed", action="store_true", help="Leave out the demo people and conversations (CHATIFY_SEED=0)."
        )

    def run(self, **options: Any) -> None:
        if settings.AWS["endpoint_url"] is None:
            raise CommandError("Start it with `python manage.py runserver`, which brings the embedded AWS up first.")
        if not addresses.is_loopback(self.addr):
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
        forget_sockets()
        jobs.resume()
        server = Server(
            application=get_default_application(),
            endpoints=build_endpoint_description_strings(host=self.addr, port=self.port),
            signal_handlers=not options["use_reloader"],
            action_logger=self.log_action,
            http_timeout=options["http_timeout"],
            websocket_handshake_timeout=options["websocket_handshake_timeout"],
            websocket_max_message_size=PUSH_MAX_BYTES,  # autobahn holds what we send to it, too
            websocket_max_frame_size=FRAME_MAX_BYTES,
            server_name="chatify",
            listening=self.greet,
        )
        with stream.read():
            server.run()

    def greet(self) -> None:
        """What `launch` has to say, once; after a reload, a word."""
        settle()
        greeting = settings.LOCAL_DIR / "greeting"
        if greeting.exists():
            self.stdout.write(greeting.read_text(), ending="")
            greeting.unlink()
        else:
            self.stdout.write("Reloaded.")
