"""The graph while it is being made: triples, the entities they name, and what each value rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pyoxigraph import NamedNode, Triple

from vm2graph.model import Person, Publication, Stated
from vm2graph.names import SCHEMA, Iris, slugify
from vm2graph.writing.terms import Term, in_order, iri, text

_slug = lru_cache(maxsize=4096)(slugify)  # the same people, bodies, places and themes come by again and again


@dataclass(frozen=True, slots=True)
class StatedValue:
    """One value as it stands in the graph: what evidence is given for, once for all its properties."""

    name: str  # fragment of its evidence: "title", "creator-1-name"
    subject: NamedNode
    properties: tuple[str, ...]
    value: Term
    stated: Stated[object]


@dataclass(frozen=True, slots=True)
class Entity:
    """What one record says of a person, organization, theme, place or scheme."""

    type: str
    slug: str
    iri: str
    triples: tuple[Triple, ...]
    stated: tuple[str, ...] = ()  # the slugs its own words give, where a curator decided otherwise


@dataclass(frozen=True, slots=True)
class Description:
    """A publication as triples, in the one order."""

    slug: str
    publication: str  # IRI
    document: str  # IRI of the record document and its graph
    record: tuple[Triple, ...]
    entities: tuple[Entity, ...]
    values: tuple[StatedValue, ...]
    curator: str | None = None  # IRI of whom the values by the rule "curator" are attributed to

    def shown(self) -> list[Triple]:
        """What the record document shows: its graph and the names of the entities it links to."""
        return in_order([*self.record, *(t for entity in self.entities for t in entity.triples)])


@dataclass
class GraphBuilder:
    """Gathers the triples of one publication. Each field and each entity adds its own."""

    given: Publication
    page_text: str
    slug: str
    iris: Iris
    record: list[Triple] = field(default_factory=list)
    entities: dict[tuple[str, str, str], list[Triple]] = field(default_factory=dict)
    values: list[StatedValue] = field(default_factory=list)
    unnamed: dict[Person, NamedNode] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.publication = iri(self.iris.thing("publication", self.slug))
        self.document = iri(self.iris.document("publication", self.slug))

    def add(self, subject: NamedNode, property_: str, value: Term, into: list[Triple] | None = None) -> None:
        """One triple, into the record's graph or an entity's."""
        (self.record if into is None else into).append(Triple(subject, iri(property_), value))

    def state(
        self, name: str, properties: Sequence[str], value: Term, stated: Stated[object], about: NamedNode | None = None
    ) -> None:
        """States a value of the publication (or of ``about``, in the record) and remembers what it rests on."""
        subject = about or self.publication
        for property_ in properties:
            self.add(subject, property_, value)
        self.values.append(StatedValue(name, subject, tuple(properties), value, stated))

    def part(self, fragment: str) -> NamedNode:
        """A thing that exists only within this record: a hash IRI of the publication."""
        return iri(f"{self.publication.value}#{fragment}")

    def entity(self, type_: str, name: str) -> tuple[NamedNode, list[Triple]]:
        """The IRI of a named entity, and the graph its triples go into."""
        slug = _slug(name)
        node = iri(self.iris.thing(type_, slug))
        return node, self.entities.setdefault((type_, slug, node.value), [])

    def named(self, name: str, node: NamedNode, property_: str, stated: Stated[str], into: list[Triple]) -> None:
        """A name or part of a name of an entity."""
        value = text(stated.value)
        self.add(node, property_, value, into)
        fragment = name if property_ != SCHEMA.name else f"{name}-name"
        self.values.append(StatedValue(fragment, node, (property_,), value, stated))

    def finish(self) -> Description:
        """Everything in the one order."""
        return Description(
            slug=self.slug,
            publication=self.publication.value,
            document=self.document.value,
            record=tuple(in_order(self.record)),
            entities=tuple(
                Entity(type_, name, subject, tuple(in_order(triples)))
                for (type_, name, subject), triples in sorted(self.entities.items())
            ),
            values=tuple(self.values),
            curator=self.part("curator").value if self.given.curator else None,
        )
