"""A copy of a snapshot in memory, which all query processes share.

In memory the engine answers several times faster than from disk, and a process forked from one that has
loaded a snapshot shares its pages until it reads them: the engine counts references within them, so a query process
comes to hold what it has read of the copy, in the end all of it. Loading takes seconds, so it happens beside the
queries, which are answered from disk until it is done, and for good where there is no room for that many copies.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Collection
from pathlib import Path

from vm2graph.serving.worker_handles import Forker

_REST = 5.0
"""A collection that changes all the time is loaded for at most one part in this many of the time."""

_CGROUP = Path("/sys/fs/cgroup/memory.max")


def memory_of_machine() -> int:
    """Bytes of memory this process may hope for: the machine's, or its container's where that is less."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with contextlib.suppress(OSError, ValueError):  # no container, or "max"
        total = min(total, int(_CGROUP.read_text()))
    return total


class Residence:
    """Loads the newest snapshot beside the queries, and gives the process to fork from; safe from many threads."""

    def __init__(self, share: float, ready: Callable[[], None], processes: int) -> None:
        """``share`` of the machine's memory is for the copy and one more in each of ``processes``; 0 for none at all.

        ``ready`` is called when a copy can be used.
        """
        self._limit, self._ready, self._copies = int(share * memory_of_machine()), ready, 1 + processes
        self._lock = threading.Lock()
        self._path = self._wanted = ""
        self._loading: Forker | None = None
        self._loaded: Forker | None = None
        self._retired: list[Forker] = []
        self._timer: threading.Timer | None = None
        self._took = 0.0

    def want(self, path: str, version: str) -> None:
        """Moves to a snapshot; where one was loaded before, once the collection has been quiet for a while."""
        with self._lock:
            self._path, self._wanted = path, version
            self._retire()
            self._schedule()

    def forker(self, version: str) -> Forker | None:
        """The process that holds a snapshot in memory; None while there is none."""
        with self._lock:
            return self._loaded if version == self._wanted else None

    def lost(self, forker: Forker) -> None:
        """A process that holds a copy has ended: the queries go back to the disk until there is another."""
        with self._lock:
            if forker is self._loaded:
                self._retire()
                self._schedule()

    def sweep(self, in_use: Collection[Forker]) -> bool:
        """Ends the processes of older snapshots that no query needs; False while one is still in use."""
        with self._lock:
            done = [forker for forker in self._retired if forker not in in_use]
            self._retired = [forker for forker in self._retired if forker in in_use]
        for forker in done:
            forker.close()
        return not self._retired

    def close(self) -> None:
        """Ends everything."""
        with self._lock:
            self._limit = 0
            self._wanted = ""
            if self._timer is not None:
                self._timer.cancel()
            self._retire()
            loading = self._loading
        if loading is not None:
            loading.end()  # its thread closes it
        self.sweep(())

    def abandon(self) -> None:
        """Lets go without ending anything: after a fork of the server, these belong to the original."""
        for forker in (*self._retired, self._loading, self._loaded):
            if forker is not None:
                forker.abandon()

    def _schedule(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._limit > 0:
            self._timer = threading.Timer(_REST * self._took, self._load, (self._path, self._wanted))
            self._timer.daemon = True
            self._timer.start()

    def _retire(self) -> None:
        if self._loaded is not None:
            self._retired.append(self._loaded)
            self._loaded = None

    def _load(self, path: str, version: str) -> None:
        began = time.monotonic()
        with self._lock:
            if version != self._wanted or self._limit <= 0 or self._loading is not None:
                return
            forker = self._loading = Forker()
        try:
            loaded = forker.load(path, self._limit, self._copies)
        except OSError:  # it died of its limit, or was ended
            loaded = False
            with self._lock:
                if version == self._wanted:
                    self._limit = 0  # what did not fit will not fit when more is published
        with self._lock:
            self._took = time.monotonic() - began
            self._loading = None
            keep = loaded and version == self._wanted
            if keep:
                self._loaded = forker
        if keep:
            self._ready()
        else:
            forker.close()
