"""What one query may cost, in words and in RDF: for the page, the service description and the refusals."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from vm2graph.model import Bilingual
from vm2graph.names import RDF, SCHEMA, XSD
from vm2graph.settings import SparqlSettings

_WORDS = {"By": "bytes"}


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: the name of its setting, what it is, its unit (a UCUM code, or empty) and its value."""

    name: str
    label: Bilingual
    unit: str
    value: int | float

    @property
    def told(self) -> str:
        """The value and its unit, for people."""
        return f"{self.value} {_WORDS.get(self.unit, self.unit)}".rstrip()


_LABELS: tuple[tuple[str, Bilingual, str], ...] = (
    ("seconds", Bilingual("Tijd van een vraag", "Time of a query"), "s"),
    ("memory_mb", Bilingual("Geheugen van een vraag", "Memory of a query"), "MB"),
    ("rows", Bilingual("Rijen of triples van een antwoord", "Rows or triples of an answer"), ""),
    ("answer_mb", Bilingual("Omvang van een antwoord", "Size of an answer"), "MB"),
    ("waiting_mb", Bilingual("Alle antwoorden die wachten", "All answers that wait"), "MB"),
    ("body_bytes", Bilingual("Lengte van een vraag", "Length of a query"), "By"),
    ("nesting", Bilingual("Haakjes in haakjes", "Brackets within brackets"), ""),
    ("workers", Bilingual("Vragen tegelijk", "Queries at once"), ""),
    ("queue", Bilingual("Vragen die wachten", "Queries that wait"), ""),
)


def limits_of(settings: SparqlSettings) -> tuple[Limit, ...]:
    """The limits in force; a setting of zero that means "none" is left out."""
    found = (Limit(name, label, unit, getattr(settings, name)) for name, label, unit in _LABELS)
    return tuple(limit for limit in found if limit.value)


def triples(service: ox.NamedNode, endpoint: str, settings: SparqlSettings) -> list[ox.Triple]:
    """The limits as schema:PropertyValue, each with an IRI of its own."""
    made = []
    for limit in limits_of(settings):
        node = ox.NamedNode(f"{endpoint}#limit-{limit.name.replace('_', '-')}")
        datatype = XSD.integer if isinstance(limit.value, int) else XSD.decimal
        facts: list[tuple[str, ox.NamedNode | ox.Literal]] = [
            (RDF.type, ox.NamedNode(SCHEMA.PropertyValue)),
            (SCHEMA.propertyID, ox.Literal(limit.name)),
            (SCHEMA.name, ox.Literal(limit.label.nl, language="nl")),
            (SCHEMA.name, ox.Literal(limit.label.en, language="en")),
            (SCHEMA.value, ox.Literal(str(limit.value), datatype=ox.NamedNode(datatype))),
        ]
        if limit.unit:
            facts.append((SCHEMA.unitCode, ox.Literal(limit.unit)))
        made.append(ox.Triple(service, ox.NamedNode(SCHEMA.additionalProperty), node))
        made += [ox.Triple(node, ox.NamedNode(name), value) for name, value in facts]
    return made
