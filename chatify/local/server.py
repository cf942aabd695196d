"""Daphne, with what it lacks: a refused handshake answers with the application's own status, not always 403."""

import os
import sys
from collections.abc import Callable
from typing import Any

from autobahn.websocket.types import ConnectionDeny
from daphne.server import Server as Daphne
from daphne.ws_protocol import WebSocketProtocol

START, BODY = "websocket.http.response.start", "websocket.http.response.body"
REASONS = {401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 503: "Service Unavailable"}


class Server(Daphne):  # type: ignore[misc]  # Daphne has no types
    """`listening` is called once the port is open."""

    def __init__(self, *args: Any, listening: Callable[[], object], **kwargs: Any) -> None:
        super().__init__(*args, ready_callable=self._adjust, **kwargs)
        self.listening = listening

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        if scope["type"] == "websocket":
            scope["extensions"] = {"websocket.http.response": {}}
        return super().create_application(protocol, scope)

    def listen_success(self, port: Any) -> None:
        super().listen_success(port)
        self.listening()

    def listen_error(self, failure: Any) -> None:
        sys.stderr.write(f"The port can’t be used: {failure.getErrorMessage()}\n")
        sys.stderr.flush()
        # Under the autoreloader this is not the main thread, where sys.exit would do.
        os._exit(1)

    def _adjust(self) -> None:
        self.ws_factory.protocol = Socket
        # By default a frame that is too large cuts the line, and the client never hears 1009.
        self.ws_factory.setProtocolOptions(failByDrop=False, allowNullOrigin=True)


class Socket(WebSocketProtocol):  # type: ignore[misc]
    def handle_reply(self, message: dict[str, Any]) -> None:
        if message["type"] == START:
            self.refuse(message["status"])
        elif message["type"] != BODY:
            super().handle_reply(message)

    def refuse(self, status: int) -> None:
        """As Daphne's own `serverReject`, which knows 403 alone."""
        self.handshake_deferred.errback(ConnectionDeny(status, REASONS[status]))  # type: ignore[no-untyped-call]
        del self.handshake_deferred
        self.server.protocol_disconnected(self)

    def failHandshake(self, reason: str, code: int = 400, *args: Any) -> None:  # noqa: N802  # autobahn's name
        """Autobahn reads Origin by itself; one that is no URL is as foreign as any other."""
        super().failHandshake(reason, 403 if reason.startswith("HTTP Origin header") else code, *args)
