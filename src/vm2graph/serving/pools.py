"""The query processes of a site, always on the newest snapshot."""

from __future__ import annotations

import threading
from dataclasses import replace

from vm2graph.serving.workers import WorkerPool
from vm2graph.settings import SparqlSettings
from vm2graph.storing import Snapshots


class Pools:
    """The pools of a site, made at the first query and moved along with the collection."""

    def __init__(self, snapshots: Snapshots, limits: SparqlSettings) -> None:
        """Starts nothing yet."""
        self._snapshots, self._limits = snapshots, limits
        self._lock = threading.Lock()
        self._pools: dict[bool, WorkerPool] = {}
        self._numbers: dict[bool, int] = {}

    def current(self) -> WorkerPool:
        """The pool whose processes have no network, on the current snapshot."""
        return self._on_current(networked=False)

    def federated(self) -> WorkerPool:
        """The pool whose processes may ask other endpoints, on the current snapshot."""
        return self._on_current(networked=True)

    def _on_current(self, *, networked: bool) -> WorkerPool:
        snapshot = self._snapshots.current()
        with self._lock:
            pool = self._pools.get(networked)
            if pool is None:
                # few ask other endpoints, and wait for them rather than for the disk
                limits = replace(self._limits, resident_share=0.0) if networked else self._limits
                pool = self._pools[networked] = WorkerPool(snapshot.path, limits, snapshot.number, networked=networked)
                self._numbers[networked] = snapshot.number
            elif snapshot.number > self._numbers[networked]:  # they only rise: a slow request takes no pool back
                pool.switch(snapshot.path, snapshot.number)
                self._numbers[networked] = snapshot.number
            return pool

    def warm(self) -> None:
        """Starts the processes, so that the first query need not wait for them."""
        self.current().warm()

    def close(self) -> None:
        """Ends the processes."""
        with self._lock:
            pools, self._pools = self._pools, {}
        for pool in pools.values():
            pool.close()
