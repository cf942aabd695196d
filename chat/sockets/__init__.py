"""What a socket may do: the same functions behind both doors, the laptop's ASGI app and the gateway's function.

`connect`, then `frame` for each text, then `disconnect`. All block on the store: call them from a worker thread.
No view, serializer or admin is imported here, so that the function behind the gateway starts fast.
"""

from chat.sockets.closing import close, close_session, close_user, disconnect
from chat.sockets.frames import frame
from chat.sockets.handshake import Handshake, Refused, connect

__all__ = [
    "Handshake",
    "Refused",
    "close",
    "close_session",
    "close_user",
    "connect",
    "disconnect",
    "frame",
]
