"""The query processes of a site, always on the newest snapshot."""

from __future__ import annotations

import threading

from vm2graph.serving.workers import WorkerPool
from vm2graph.settings import SparqlSettings
from vm2graph.storing import Snapshots


class Pools:
    """One pool, made at the first query and moved along with the collection."""

    def __init__(self, snapshots: Snapshots, limits: SparqlSettings) -> None:
        """Starts nothing yet."""
        self._snapshots, self._limits = snapshots, limits
        self._lock = threading.Lock()
        self._pool: WorkerPool | None = None
        self._number = -1

    def current(self) -> WorkerPool:
        """The pool, on the current snapshot."""
        snapshot = self._snapshots.current()
        with self._lock:
            if self._pool is None:
                self._pool = WorkerPool(snapshot.path, self._limits, snapshot.number)
                self._number = snapshot.number
            elif snapshot.number > self._number:  # numbers only rise, so a slow request cannot take the pool back
                self._pool.switch(snapshot.path, snapshot.number)
                self._number = snapshot.number
            return self._pool

    def warm(self) -> None:
        """Starts the processes, so that the first query need not wait for them."""
        self.current().warm()

    def close(self) -> None:
        """Ends the processes."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()
