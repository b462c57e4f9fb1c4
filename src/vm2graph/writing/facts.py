"""What a few graphs say, by subject and property."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from vm2graph.names import RDF
from vm2graph.writing import lines
from vm2graph.writing.lines import Pairs
from vm2graph.writing.terms import Term, iri

Values = dict[str, list[Term]]


class Facts:
    """Triples by subject and property; the order of the graph is kept."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        """Indexes the triples."""
        self._said: Mapping[str, Pairs] = {}
        self._by: dict[str, Values] = {}  # of lines: as far as they have been asked for
        self._stated: dict[str, dict[str, list[str]]] = {}  # lines by subject and property
        for triple in triples:
            if isinstance(triple.subject, NamedNode):
                values = self._by.setdefault(triple.subject.value, {})
                values.setdefault(triple.predicate.value, []).append(triple.object)

    @classmethod
    def of_lines(cls, said: Mapping[str, Pairs]) -> Facts:
        """What lines say; terms are made of what is asked for."""
        made = cls(())
        made._said = said
        return made

    def values(self, subject: str, *properties: str) -> list[Term]:
        """All values of the first of the properties that has any."""
        known = self._by.get(subject)
        if known is None:
            known = self._open(subject)
        stated = self._stated.get(subject, {})
        for name in properties:
            if name in known:
                return known[name]
            if name in stated:
                made = known[name] = [lines.made(term) for term in stated[name]]
                return made
        return []

    def literals(self, subject: str, *properties: str) -> list[Literal]:
        """The literals among the values."""
        return [value for value in self.values(subject, *properties) if isinstance(value, Literal)]

    def literal(self, subject: str, *properties: str, language: str | None = None) -> Literal | None:
        """The value in a language where there is one, else the first literal."""
        found = self.literals(subject, *properties)
        return next((value for value in found if value.language == language), found[0] if found else None)

    def things(self, subject: str, *properties: str) -> list[str]:
        """The IRIs among the values."""
        return [value.value for value in self.values(subject, *properties) if isinstance(value, NamedNode)]

    def typed(self, class_: str) -> list[str]:
        """The subjects of a class."""
        if self._said:
            wanted = (RDF.type, f"<{class_}>")
            return [name for name, pairs in self._said.items() if wanted in pairs and name[:2] != "_:"]
        node = iri(class_)
        return [subject for subject, about in self._by.items() if node in about.get(RDF.type, ())]

    def listed(self, subject: str, property_: str) -> list[str]:
        """The members of an rdf:List, in order; RDF 1.1 Schema section 5.2."""
        members: list[str] = []
        cells = self.things(subject, property_)[:1]
        seen: set[str] = set()
        while cells and cells[0] != RDF.nil and cells[0] not in seen:
            seen.add(cells[0])
            members += self.things(cells[0], RDF.first)[:1]
            cells = self.things(cells[0], RDF.rest)[:1]
        return members

    def _open(self, subject: str) -> Values:
        """The lines of a subject by property; no term has been made yet."""
        stated = self._stated[subject] = {}
        for predicate, term in self._said.get(subject, ()):
            stated.setdefault(predicate, []).append(term)
        known = self._by[subject] = {}
        return known
