"""How many frames a socket sends. Counted in memory: a typing frame must not cost a write.

On a laptop that is exact. Behind the gateway it is per instance of the function, on top of the stage's own throttle.
"""

from collections import OrderedDict, deque
from time import monotonic

FRAMES_MAX = 20
WINDOW = 10.0
"""Seconds."""
REMEMBERED_MAX = 10_000
"""Sockets; the one silent the longest is forgotten, as the gateway need not tell this instance of its end."""


class Meter:
    def __init__(self) -> None:
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def count(self, connection_id: str, at: float | None = None) -> int:
        """Frames in the last ten seconds, this one included; it goes no further than `FRAMES_MAX` + 2."""
        moment = monotonic() if at is None else at
        times = self._times.setdefault(connection_id, deque(maxlen=FRAMES_MAX + 2))
        self._times.move_to_end(connection_id)
        times.append(moment)
        if len(self._times) > REMEMBERED_MAX:
            self._times.popitem(last=False)
        return sum(one > moment - WINDOW for one in times)

    def forget(self, connection_id: str) -> None:
        self._times.pop(connection_id, None)


meter = Meter()
