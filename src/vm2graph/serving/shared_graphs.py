"""Graphs that many documents show, taken apart once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from vm2graph.storing import Snapshot
from vm2graph.writing import lines
from vm2graph.writing.lines import About

Entity = tuple[str, str]
"""Type and slug."""


@dataclass(frozen=True, slots=True)
class Shared:
    """The graph of an entity."""

    said: About
    links: tuple[str, ...]
    """The IRIs that it names as values: a theme names the scheme it is in."""


class SharedGraphs:
    """Graphs of entities, which many records show; of the newest snapshot asked for, the least used leaving first."""

    def __init__(self, size: int = 10_000) -> None:
        """``size`` is how many graphs are kept; each has a few triples."""
        self._size, self._number = size, -1
        self._lock = threading.Lock()
        self._graphs: OrderedDict[Entity, Shared] = OrderedDict()

    def graph(self, snapshot: Snapshot, entity: Entity) -> Shared:
        """The graph of an entity; empty where there is none."""
        with self._lock:
            if snapshot.number > self._number:
                self._graphs.clear()
                self._number = snapshot.number
            found = self._graphs.get(entity) if snapshot.number == self._number else None
            if found is not None:
                self._graphs.move_to_end(entity)
                return found
        said = lines.about(snapshot.ntriples(*entity))
        found = Shared(said, tuple(linked(said)))
        with self._lock:
            if snapshot.number == self._number:
                self._graphs[entity] = found
                if len(self._graphs) > self._size:
                    self._graphs.popitem(last=False)
        return found


def linked(said: About) -> list[str]:
    """The IRIs among the values, each once."""
    found = {term: None for pairs in said.values() for _, term in pairs if term[0] == "<"}
    return [lines.name_of(term) for term in found]
