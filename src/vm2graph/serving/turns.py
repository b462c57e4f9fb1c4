"""Who waits for a query process, in the order of asking: threads and event loops alike.

Not safe by itself: whoever owns the line holds a lock around every call.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future

from vm2graph.serving.worker_handles import Worker


class Turns:
    """A line of promises."""

    def __init__(self) -> None:
        """Nobody waits."""
        self._line: deque[tuple[Future[Worker], float]] = deque()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._line)

    def join(self, seconds: float) -> Future[Worker]:
        """A place at the end, for a query of so many seconds."""
        turn: Future[Worker] = Future()
        self._line.append((turn, seconds))
        return turn

    def next(self) -> tuple[Future[Worker], float]:
        """Who is first, and the seconds of that query."""
        return self._line.popleft()

    def leave(self, turn: Future[Worker]) -> None:
        """Gives up a place."""
        turn.cancel()
        self._line = deque(each for each in self._line if each[0] is not turn)

    def turn_away(self, error: Exception) -> None:
        """Tells everybody what went wrong."""
        while self._line:
            self.next()[0].set_exception(error)
