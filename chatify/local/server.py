"""Daphne, with what it lacks: a refused handshake answers with the application's own status, not always 403."""

import os
import sys
from collections.abc import Callable
from typing import Any

from autobahn.twisted.websocket import ConnectionDeny
from daphne.server import Server as Daphne

START, BODY = "websocket.http.response.start", "websocket.http.response.body"
REASONS = {401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 503: "Service Unavailable"}


class Server(Daphne):
    """`listening` is called once the port is open."""

    def __init__(self, *args: Any, listening: Callable[[], object], **kwargs: Any) -> None:
        super().__init__(*args, ready_callable=self._be_polite, **kwargs)
        self.listening = listening

    def _be_polite(self) -> None:
        # Else a frame that is too large cuts the line, and the client never hears 1009.
        self.ws_factory.setProtocolOptions(failByDrop=False)

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        if scope["type"] == "websocket":
            scope["extensions"] = {"websocket.http.response": {}}
        return super().create_application(protocol, scope)

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        if message["type"] == START:
            _refuse(protocol, message["status"])
        elif message["type"] != BODY:
            await super().handle_reply(protocol, message)

    def listen_success(self, port: Any) -> None:
        super().listen_success(port)
        self.listening()

    def listen_error(self, failure: Any) -> None:
        sys.stderr.write(f"The port can’t be used: {failure.getErrorMessage()}\n")
        sys.stderr.flush()
        # Under the autoreloader this is not the main thread, where sys.exit would do.
        os._exit(1)


def _refuse(protocol: Any, status: int) -> None:
    """As Daphne’s own `serverReject`, which knows 403 alone."""
    handshake = protocol.__dict__.pop("handshake_deferred", None)
    if handshake is None:  # the client went away meanwhile
        return
    handshake.errback(ConnectionDeny(code=status, reason=REASONS[status]))
    protocol.server.protocol_disconnected(protocol)
