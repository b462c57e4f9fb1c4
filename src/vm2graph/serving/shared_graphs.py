"""Graphs that many documents show, read from the store once."""

from __future__ import annotations

import threading
from collections import OrderedDict

from pyoxigraph import Triple

from vm2graph.storing import Snapshot


class SharedGraphs:
    """Graphs of entities, which many records show; of the newest snapshot asked for, the least used leaving first."""

    def __init__(self, size: int = 10_000) -> None:
        """``size`` is how many graphs are kept; each has a few triples."""
        self._size, self._number = size, -1
        self._lock = threading.Lock()
        self._graphs: OrderedDict[str, list[Triple]] = OrderedDict()

    def graph(self, snapshot: Snapshot, iri: str) -> list[Triple]:
        """The triples of a graph."""
        with self._lock:
            if snapshot.number > self._number:
                self._graphs.clear()
                self._number = snapshot.number
            found = self._graphs.get(iri) if snapshot.number == self._number else None
            if found is not None:
                self._graphs.move_to_end(iri)
                return found
        found = snapshot.store.graph(iri)
        with self._lock:
            if snapshot.number == self._number:
                self._graphs[iri] = found
                if len(self._graphs) > self._size:
                    self._graphs.popitem(last=False)
        return found
