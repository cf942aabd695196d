"""A socket transport that keeps what would be sent: `settings.SOCKET_TRANSPORT = "tests.recording.Recording"`."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Record:
    """What was pushed, in order; ids in `gone` answer as sockets do that closed without a word."""

    pushes: list[tuple[str, str]] = field(default_factory=list)
    closes: list[tuple[str, int]] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)

    def sent_to(self, connection_id: str) -> list[dict[str, Any]]:
        """The frames that this socket got."""
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
        record.pushes += [(each, text) for each in connection_ids if each not in record.gone]
        return [each for each in connection_ids if each in record.gone]

    def close(self, connection_id: str, code: int, frame: str | None = None) -> None:
        if frame is not None:
            record.pushes.append((connection_id, frame))
        record.closes.append((connection_id, code))
