"""Shorthand for RDF terms. Nodes of the vocabulary recur in every record, so they are made once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from vm2graph.model import PartialDate
from vm2graph.names import RDF, XSD

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal | Triple

RDF_TYPE = RDF.type


@lru_cache(maxsize=4096)
def iri(value: str) -> NamedNode:
    """A named node; raises ValueError for what is no absolute IRI."""
    return NamedNode(value)


def text(value: str, language: str | None = None) -> Literal:
    """A plain or language-tagged literal."""
    return Literal(value, language=language) if language else Literal(value)


def typed(value: str, datatype: str) -> Literal:
    """A literal with a datatype."""
    return Literal(value, datatype=iri(datatype))


def date(value: PartialDate) -> Literal:
    """xsd:gYear, gYearMonth or date: never more precise than the source."""
    if value.month is None:
        return typed(value.isoformat(), XSD.gYear)
    return typed(value.isoformat(), XSD.gYearMonth if value.day is None else XSD.date)


def sort_key(triple: Triple) -> tuple[str, bool, str, str]:
    """Subject, then predicate with rdf:type first, then object: the one order of our output."""
    predicate = triple.predicate.value
    subject = triple.subject
    name = subject.value if isinstance(subject, NamedNode) else str(subject)
    return (name, predicate != RDF_TYPE, predicate, str(triple.object))


def in_order(triples: set[Triple] | list[Triple] | tuple[Triple, ...]) -> list[Triple]:
    """Distinct triples in the one order, so that equal graphs give equal bytes."""
    return sorted(set(triples), key=sort_key)


def sorted_lines(lines: Iterable[str]) -> str:
    """Lines of N-Triples, sorted and none twice. Those that are nearly in order take less time: they are left so."""
    return "".join(sorted(dict.fromkeys(lines)))


def triples_of(lines: str) -> list[Triple]:
    """The triples of N-Triples, as they stand."""
    return [quad.triple for quad in parse(lines, format=RdfFormat.N_TRIPLES)]


def triples_in_order(lines: str) -> list[Triple]:
    """The triples of N-Triples, distinct and in the one order."""
    return in_order(triples_of(lines))


def in_graph(lines: str, graph: str) -> str:
    """N-Triples as N-Quads; only the end of a line is a space, a dot and a line feed."""
    return f" <{graph}> .\n".join(lines.split(" .\n"))
