"""A TCP relay on loopback, between a browser and the site, that a test can cut and mend like a cable."""

import socket
import threading
from contextlib import suppress


class Cable:
    """`with Cable(port) as cable: … cable.cut() … cable.mend()`; browse to `cable.url`."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.sockets: list[socket.socket] = []
        self.is_whole = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def __enter__(self) -> "Cable":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.listener.close()
        self.cut()

    def cut(self) -> None:
        """Break all connections, and refuse new ones until `mend`."""
        self.is_whole = False
        for end in self.sockets:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self.sockets.clear()

    def mend(self) -> None:
        self.is_whole = True

    def _accept(self) -> None:
        with suppress(OSError):  # the listener was closed
            while True:
                near, _ = self.listener.accept()
                if self.is_whole:
                    self._join(near, socket.create_connection(("127.0.0.1", self.port)))
                else:
                    near.close()

    def _join(self, near: socket.socket, far: socket.socket) -> None:
        self.sockets += [near, far]
        for source, target in ((near, far), (far, near)):
            threading.Thread(target=_copy, args=(source, target), daemon=True).start()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
