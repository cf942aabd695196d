"""The rate limit of a socket's frames. Counted in memory, since a typing frame must not cost a write.

On a laptop the count is exact. Behind API Gateway each instance of the function counts by itself, and the stage's own
throttle comes on top.
"""

from collections import OrderedDict, deque
from time import monotonic

FRAMES_MAX = 20
WINDOW = 10.0
"""Seconds."""
SOCKETS_MAX = 10_000
"""Beyond it the socket that was silent longest is forgotten: another instance may have handled its end."""


class FrameCounter:
    def __init__(self) -> None:
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def count(self, connection_id: str, at: float | None = None) -> int:
        """Count a frame; return the frames of the last ten seconds, at most `FRAMES_MAX` + 2."""
        moment = monotonic() if at is None else at
        times = self._times.setdefault(connection_id, deque(maxlen=FRAMES_MAX + 2))
        self._times.move_to_end(connection_id)
        times.append(moment)
        if len(self._times) > SOCKETS_MAX:
            self._times.popitem(last=False)
        return sum(time > moment - WINDOW for time in times)

    def forget(self, connection_id: str) -> None:
        self._times.pop(connection_id, None)


frame_counter = FrameCounter()
