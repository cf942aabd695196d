"""How a text reaches sockets. The class is named by `settings.SOCKET_TRANSPORT`, like Django's e-mail backends."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Transport(Protocol):
    """Both methods may be called from any thread and block as long as a call to a neighbour does."""

    def push(self, connection_ids: Sequence[str], text: str) -> Iterable[str]:
        """Answers the ids of the sockets that are gone. Any other failure is logged: a push may be lost."""

    def close(self, connection_id: str, code: int, frame: str | None = None) -> None:
        """Sends `frame`, then closes. A socket that is gone already is no error."""


@cache
def transport() -> Transport:
    chosen: type[Transport] = import_string(settings.SOCKET_TRANSPORT)
    return chosen()
