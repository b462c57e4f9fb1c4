"""Findings, activities, works and whatever else a page speaks of, as ``knowledge.KINDS`` has it.

What exists only for this page (its findings, the work it tells of) is a hash IRI of the record; people known by
name, bodies, places and concepts are entities.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from vm2graph.knowledge import KINDS, PUBLICATION, Fact, Holds, Key, Kind, Ref, Thing
from vm2graph.model import PartialDate, Period, Stated
from vm2graph.names import CONCEPT_SCHEME, DCAT, DCTERMS, PROV, RDF, RDFS, SCHEMA, SKOS, VM2, XSD
from vm2graph.writing import things
from vm2graph.writing.graph import GraphBuilder, StatedValue
from vm2graph.writing.written import Written, date, iri, text, typed

_CLAIMS = ("finding", "conclusion")


def sections(graph: GraphBuilder, headings: Sequence[Stated[str]]) -> None:
    """The parts of the page's abstract, in order."""
    source = iri(graph.iris.source(graph.given.source.sha256))
    for number, heading in enumerate(headings, 1):
        node = graph.part(f"section-{number}")
        graph.add(source, SCHEMA.hasPart, node)
        graph.add(node, RDF.type, iri(SCHEMA.WebPageElement))
        graph.add(node, SCHEMA.position, typed(str(number), XSD.integer))
        name = text(heading.value, graph.given.page_language.value)
        graph.state(f"section-{number}", (SCHEMA.name,), name, heading, about=node)


class ThingWriter:
    """Writes the things of one publication."""

    def __init__(self, graph: GraphBuilder) -> None:
        self.graph = graph
        self.source = iri(graph.iris.source(graph.given.source.sha256))
        self.nodes: dict[Ref, Written] = {PUBLICATION: graph.publication}
        self.into: dict[Ref, list[str]] = {}  # of entities, the graph of their names
        for thing in graph.given.things:
            self._name(thing)

    def _name(self, thing: Thing) -> None:
        kind, name = KINDS[thing.kind], next(iter(thing.all("name")), None)
        known = kind.entity != "person" or thing.all("given_name")  # a family name alone identifies nobody
        if kind.entity is None or name is None or not known:
            self.nodes[thing.ref] = self.graph.part(f"{thing.kind}-{thing.id}")
            return
        self.nodes[thing.ref], self.into[thing.ref] = self.graph.entity(kind.entity, str(name.value))

    def things(self) -> None:
        """Every thing, with all that is stated of it."""
        for thing in self.graph.given.things:
            kind, node, into = KINDS[thing.kind], self.nodes[thing.ref], self.into.get(thing.ref)
            for class_ in kind.classes:
                self.graph.add(node, RDF.type, iri(class_), into)
            if thing.kind == "concept":
                things.in_scheme(self.graph, node, CONCEPT_SCHEME, self.into[thing.ref])
            elif into is None:
                self._placed(thing, node)
            self._labelled(thing, node, into)
            self.facts(f"{thing.kind}-{thing.id}", kind, node, thing.facts, into)

    def _placed(self, thing: Thing, node: Written) -> None:
        """Where on the page a thing of this record alone stands."""
        self.graph.add(self.source, SCHEMA.mentions, node)
        if thing.section is not None:
            self.graph.add(node, SCHEMA.isPartOf, self.graph.part(f"section-{thing.section}"))
        if thing.kind in _CLAIMS:
            self.graph.add(node, VM2.reportedIn, self.source)
            for span in (span for stated in thing.all("text") for span in stated.evidence):
                passage = self.graph.iris.passage(self.graph.given.source.sha256, span.start, span.end)
                self.graph.add(node, VM2.supportedBy, iri(passage))

    def _labelled(self, thing: Thing, node: Written, into: list[str] | None) -> None:
        """Our own words for a thing; a concept is named by the page, and only translated."""
        if thing.label is None:
            return
        if thing.kind != "concept":
            for language, label in (("nl", thing.label.nl), ("en", thing.label.en)):
                self.graph.add(node, RDFS.label, text(label, language), into)
        elif self.graph.given.page_language.value != "en":
            for property_ in (SKOS.prefLabel, SCHEMA.name):
                self.graph.add(node, property_, text(thing.label.en, "en"), into)
            note = text("The English label is a translation; it is not in the source.", "en")
            self.graph.add(node, SKOS.editorialNote, note, into)

    def facts(self, name: str, kind: Kind, node: Written, facts: Iterable[Fact], into: list[str] | None = None) -> None:
        """What is stated of a thing."""
        counts: dict[str, int] = {}
        for fact in facts:
            key = kind.key(fact.key)
            assert key is not None  # noqa: S101 - things are made by the table
            if isinstance(fact.stated.value, Ref) and fact.stated.value not in self.nodes:
                continue  # names a thing that the publication does not have
            counts[fact.key] = counts.get(fact.key, 0) + 1
            fragment = f"{name}-{fact.key.replace('_', '-')}" + (f"-{counts[fact.key]}" if key.many else "")
            own = into if key.holds in (Holds.NAME, Holds.ADDRESS) or kind.name == "concept" else None
            value = self._value(fragment, key, fact.stated)
            for property_ in key.properties:
                self.graph.add(node, property_, value, own)
            self.graph.values.append(StatedValue(fragment, node, key.properties, value, fact.stated))

    def _value(self, fragment: str, key: Key, stated: Stated[object]) -> Written:
        value = stated.value
        match key.holds:
            case Holds.WORDS:
                return text(str(value), self.graph.given.page_language.value)
            case Holds.DATE:
                return date(cast("PartialDate", value))
            case Holds.PERIOD:
                return self._period(fragment, cast("Stated[Period]", stated))
            case Holds.THING:
                return self.nodes[cast("Ref", value)]
            case Holds.TERM | Holds.ADDRESS:
                return iri(VM2.base + str(value) if key.holds is Holds.TERM else str(value))
        return text(str(value))

    def _period(self, fragment: str, stated: Stated[Period]) -> Written:
        """The publication's own period where it is the same, else one of its own."""
        own = self.graph.given.temporal
        if own is not None and own.value == stated.value:
            return self.graph.part("period")
        node, period = self.graph.part(fragment), stated.value
        self.graph.add(node, RDF.type, iri(DCTERMS.PeriodOfTime))
        for name, property_, end in (("start", DCAT.startDate, period.start), ("end", DCAT.endDate, period.end)):
            if end is not None:
                self.graph.state(f"{fragment}-{name}", (property_,), date(end), stated, about=node)
        return node


def curator(graph: GraphBuilder) -> None:
    """Whose notes the record holds values from; each of these is attributed to them in the evidence."""
    if (given := graph.given.curator) is None:
        return
    notes, who = graph.part("notes"), graph.part("curator")
    graph.add(graph.document, DCTERMS.source, notes)
    graph.add(notes, RDF.type, iri(PROV.Entity))
    graph.add(notes, PROV.wasAttributedTo, who)
    graph.add(notes, SCHEMA.sha256, text(given.notes))
    graph.add(notes, DCTERMS.format, text("application/yaml"))
    graph.add(who, RDF.type, iri(PROV.Agent))
    graph.add(who, SCHEMA.name, text(given.name))
