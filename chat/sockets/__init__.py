"""The life of a socket, the same for the laptop's ASGI app and the function behind API Gateway.

Call `connect`, then `handle_frame` for each frame, then `disconnect`, from a worker thread: all of them wait for the
store. No view, serializer or admin is imported here, so that the function starts fast.
"""

from chat.sockets.closing import close, close_session, close_user, disconnect
from chat.sockets.frames import handle_frame
from chat.sockets.handshake import Handshake, Refused, connect

__all__ = [
    "Handshake",
    "Refused",
    "close",
    "close_session",
    "close_user",
    "connect",
    "disconnect",
    "handle_frame",
]
