"""The transport that pushes text to sockets; `settings.SOCKET_TRANSPORT` names the class, like an e-mail backend."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Transport(Protocol):
    """What a transport can do. Any thread may call it, and a call takes as long as the requests it makes."""

    def push(self, connection_ids: Sequence[str], text: str) -> Iterable[str]:
        """Send the text to each socket and return the ids of those that are gone. Other failures are logged only."""

    def close(self, connection_id: str, code: int, frame: str | None = None) -> None:
        """Send `frame` if there is one, then close the socket. A socket that is gone already is no error."""


@cache
def transport() -> Transport:
    """Return the transport of this process."""
    transport_class: type[Transport] = import_string(settings.SOCKET_TRANSPORT)
    return transport_class()
