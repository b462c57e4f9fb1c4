"""Triples of a few graphs, by subject and property."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Triple

from vm2graph.names import RDF
from vm2graph.writing.terms import Term


class Facts:
    """Triples by subject and property; the order of the graph is kept."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        """Indexes the triples."""
        self.triples = list(triples)
        self._by: dict[str, dict[str, list[Term]]] = {}
        for triple in self.triples:
            if isinstance(triple.subject, NamedNode):
                values = self._by.setdefault(triple.subject.value, {})
                values.setdefault(triple.predicate.value, []).append(triple.object)

    def values(self, subject: str, *properties: str) -> list[Term]:
        """All values of the first of the properties that has any."""
        about = self._by.get(subject, {})
        return next((about[name] for name in properties if name in about), [])

    def literal(self, subject: str, *properties: str, language: str | None = None) -> Literal | None:
        """The value in a language where there is one, else the first literal."""
        found = [value for value in self.values(subject, *properties) if isinstance(value, Literal)]
        return next((value for value in found if value.language == language), found[0] if found else None)

    def things(self, subject: str, *properties: str) -> list[str]:
        """The IRIs among the values."""
        return [value.value for value in self.values(subject, *properties) if isinstance(value, NamedNode)]

    def typed(self, class_: str) -> list[str]:
        """The subjects of a class."""
        return [subject for subject, about in self._by.items() if NamedNode(class_) in about.get(RDF.type, ())]

    def listed(self, subject: str, property_: str) -> list[str]:
        """The members of an rdf:List, in order."""
        members: list[str] = []
        cells = self.things(subject, property_)[:1]
        seen: set[str] = set()
        while cells and cells[0] != RDF.nil and cells[0] not in seen:
            seen.add(cells[0])
            members += self.things(cells[0], RDF.first)[:1]
            cells = self.things(cells[0], RDF.rest)[:1]
        return members
