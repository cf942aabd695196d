"""The ASGI application of a laptop: HTTP goes to Django through the bridge, sockets go to `chat.sockets`."""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatify.settings")

# This import sets Django up, which the following imports need.
from chatify.wsgi import application as django  # isort: split

from chatify.local.static import Static
from chatify.local.threads import in_thread
from chatify.local.websocket import websocket
from chatify.web.asgi_bridge import Bridge

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

http = Bridge(Static(django), run=in_thread)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one request or one socket."""
    if scope["type"] == "http":
        await http(scope, receive, send)
    elif scope["type"] == "websocket":
        await websocket(scope, receive, send)
