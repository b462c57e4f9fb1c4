"""Graphs that many documents show, taken apart once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
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
    links: tuple[Entity, ...]
    """The entities that it names: a theme names the scheme it is in."""


class SharedGraphs:
    """Graphs of entities, which many records show; of the newest snapshot asked for, the least used leaving first."""

    def __init__(self, entity: Callable[[str], Entity | None], size: int = 10_000) -> None:
        """``entity`` tells which entity an IRI names; ``size`` graphs are kept, each of a few triples."""
        self._entity, self._size, self._number = entity, size, -1
        self._lock = threading.Lock()
        self._graphs: OrderedDict[Entity, Shared] = OrderedDict()

    def around(self, snapshot: Snapshot, said: About) -> dict[Entity, About]:
        """The graphs of the entities that a graph names, and of those that they name, in the order of their names."""
        found: dict[Entity, About] = {}
        queue = self._linked(said)
        while wanted := [entity for entity in dict.fromkeys(queue) if entity not in found]:
            queue = []
            for entity, shared in self.graphs(snapshot, wanted).items():
                found[entity] = shared.said
                queue += shared.links
        return {entity: found[entity] for entity in sorted(found)}

    def graph(self, snapshot: Snapshot, entity: Entity) -> About:
        """The graph of one entity; empty where there is none."""
        return self.graphs(snapshot, [entity])[entity].said

    def graphs(self, snapshot: Snapshot, entities: Iterable[Entity]) -> dict[Entity, Shared]:
        """The graphs of entities."""
        with self._lock:
            if snapshot.number > self._number:
                self._graphs.clear()
                self._number = snapshot.number
            held = self._graphs if snapshot.number == self._number else {}
            found = {entity: held.get(entity) for entity in entities}
            for entity, shared in found.items():
                if shared is not None:
                    self._graphs.move_to_end(entity)
        return {entity: self._read(snapshot, entity) if shared is None else shared for entity, shared in found.items()}

    def _read(self, snapshot: Snapshot, entity: Entity) -> Shared:
        said: About = {name: tuple(pairs) for name, pairs in lines.about(snapshot.ntriples(*entity)).items()}
        made = Shared(said, tuple(self._linked(said)))
        with self._lock:
            if snapshot.number == self._number:
                self._graphs[entity] = made
                if len(self._graphs) > self._size:
                    self._graphs.popitem(last=False)
        return made

    def _linked(self, said: About) -> list[Entity]:
        terms = {term for pairs in said.values() for _, term in pairs if term[0] == "<"}
        return [entity for term in terms if (entity := self._entity(term[1:-1])) is not None]
