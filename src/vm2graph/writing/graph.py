"""The graph while it is being made: statements, the entities they name, and what each value rests on.

A statement is written as its line of N-Triples at once, for that is how it is checked and kept; whoever wants triples
has them parsed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pyoxigraph import Triple

from vm2graph.model import Person, Publication, Stated
from vm2graph.names import SCHEMA, Iris, slugify
from vm2graph.writing.lines import name_of
from vm2graph.writing.terms import sorted_lines, triples_in_order
from vm2graph.writing.written import Written, iri, text

_slug = lru_cache(maxsize=4096)(slugify)  # the same people, bodies, places and themes come by again and again


@dataclass(frozen=True, slots=True)
class StatedValue:
    """One value as it stands in the graph: what evidence is given for, once for all its properties."""

    name: str  # fragment of its evidence: "title", "creator-1-name"
    subject: Written
    properties: tuple[str, ...]
    value: Written
    stated: Stated[object]


@dataclass(frozen=True, slots=True)
class Entity:
    """What one record says of a person, organization, theme, place or scheme."""

    type: str
    slug: str
    iri: str
    lines: str  # sorted N-Triples
    stated: tuple[str, ...] = ()  # the slugs its own words give, where a curator decided otherwise

    @property
    def triples(self) -> tuple[Triple, ...]:
        """What is said, in the one order."""
        return tuple(triples_in_order(self.lines))


@dataclass(frozen=True, slots=True)
class Description:
    """A publication as RDF."""

    slug: str
    publication: str  # IRI
    document: str  # IRI of the record document and its graph
    lines: str  # of the record's graph: sorted N-Triples
    entities: tuple[Entity, ...]
    values: tuple[StatedValue, ...]
    curator: str | None = None  # IRI of whom the values by the rule "curator" are attributed to

    @property
    def record(self) -> tuple[Triple, ...]:
        """The triples of the record's graph, in the one order."""
        return tuple(triples_in_order(self.lines))

    def shown(self) -> list[Triple]:
        """What the record document shows: its graph and the names of the entities it links to."""
        return triples_in_order("".join((self.lines, *(entity.lines for entity in self.entities))))


@dataclass
class GraphBuilder:
    """Gathers what is said of one publication, a line a statement. Each field and each entity adds its own."""

    given: Publication
    page_text: str
    slug: str
    iris: Iris
    record: list[str] = field(default_factory=list)
    entities: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)
    values: list[StatedValue] = field(default_factory=list)
    unnamed: dict[Person, Written] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.publication = iri(self.iris.thing("publication", self.slug))
        self.document = iri(self.iris.document("publication", self.slug))

    def add(self, subject: Written, property_: str, value: Written, into: list[str] | None = None) -> None:
        """One statement, into the record's graph or an entity's."""
        (self.record if into is None else into).append(f"{subject} <{property_}> {value} .\n")

    def state(
        self, name: str, properties: Sequence[str], value: Written, stated: Stated[object], about: Written | None = None
    ) -> None:
        """States a value of the publication (or of ``about``, in the record) and remembers what it rests on."""
        subject = about or self.publication
        for property_ in properties:
            self.add(subject, property_, value)
        self.values.append(StatedValue(name, subject, tuple(properties), value, stated))

    def part(self, fragment: str) -> Written:
        """A thing that exists only within this record: a hash IRI of the publication."""
        return iri(f"{name_of(self.publication)}#{fragment}")

    def entity(self, type_: str, name: str) -> tuple[Written, list[str]]:
        """The IRI of a named entity, and the graph its statements go into."""
        slug = _slug(name)
        node = iri(self.iris.thing(type_, slug))
        return node, self.entities.setdefault((type_, slug, name_of(node)), [])

    def named(self, name: str, node: Written, property_: str, stated: Stated[str], into: list[str]) -> None:
        """A name or part of a name of an entity."""
        value = text(stated.value)
        self.add(node, property_, value, into)
        fragment = name if property_ != SCHEMA.name else f"{name}-name"
        self.values.append(StatedValue(fragment, node, (property_,), value, stated))

    def finish(self) -> Description:
        """Everything in the one order."""
        return Description(
            slug=self.slug,
            publication=name_of(self.publication),
            document=name_of(self.document),
            lines=sorted_lines(self.record),
            entities=tuple(
                Entity(type_, name, subject, sorted_lines(lines))
                for (type_, name, subject), lines in sorted(self.entities.items())
            ),
            values=tuple(self.values),
            curator=name_of(self.part("curator")) if self.given.curator else None,
        )
