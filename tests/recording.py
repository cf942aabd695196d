"""A socket transport that records pushes instead of sending them: `SOCKET_TRANSPORT = "tests.recording.Recording"`."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Record:
    """The frames that were pushed, in order. Sockets in `gone` behave as if they had closed without notice."""

    pushes: list[tuple[str, str]] = field(default_factory=list)
    closes: list[tuple[str, int]] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)

    def sent_to(self, connection_id: str) -> list[dict[str, Any]]:
        """Return the frames that this socket got."""
        return [json.loads(text) for to, text in self.pushes if to == connection_id]

    @property
    def frames(self) -> list[dict[str, Any]]:
        return [json.loads(text) for _, text in self.pushes]

    def clear(self) -> None:
        self.pushes.clear()
        self.closes.clear()
        self.gone.clear()


record = Record()


class Recording:
    def push(self, connection_ids: Sequence[str], text: str) -> Iterable[str]:
        record.pushes += [(connection_id, text) for connection_id in connection_ids if connection_id not in record.gone]
        return [connection_id for connection_id in connection_ids if connection_id in record.gone]

    def close(self, connection_id: str, code: int, frame: str | None = None) -> None:
        if frame is not None:
            record.pushes.append((connection_id, frame))
        record.closes.append((connection_id, code))
