"""The ASGI application of a laptop: HTTP goes to Django through the bridge, sockets go to `chat.sockets`."""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatify.settings")

# This import sets Django up, which the following imports need.
from chatify.wsgi import application as django  # isort: split

from chatify.local.server import run_in_thread
from chatify.local.static import StaticFiles
from chatify.local.websocket import serve_socket
from chatify.web.asgi_bridge import Bridge

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

serve_http = Bridge(StaticFiles(django), run=run_in_thread)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one request or one socket."""
    if scope["type"] == "http":
        await serve_http(scope, receive, send)
    elif scope["type"] == "websocket":
        await serve_socket(scope, receive, send)
