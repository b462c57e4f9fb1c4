"""The one table of RDF serialisations. Nobody else knows a media type, an extension or a serialiser."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad, Triple

from vm2graph.names import PREFIXES
from vm2graph.writing import jsonld, lines, turtle
from vm2graph.writing.lines import About, about_triples
from vm2graph.writing.terms import in_order

Graphs = Mapping[str, Iterable[Triple]]
"""Named graphs by IRI, in the order they are to be written."""


def with_charset(media_type: str) -> str:
    """A media type as a Content-Type; text formats say that they are UTF-8."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


@dataclass(frozen=True, slots=True)
class RdfFormat:
    """A serialisation. ``of_lines`` takes the root's IRI and what is said; ``write_graphs`` the named graphs."""

    name: str
    label: str
    media_type: str
    extension: str  # without the dot
    of_lines: Callable[[str, About], bytes] | None = None
    write_graphs: Callable[[Graphs], bytes] | None = None

    @property
    def write(self) -> Callable[[str, Iterable[Triple]], bytes] | None:
        """Takes the root's IRI and triples, in any order; None where named graphs are wanted."""
        of_lines = self.of_lines
        return None if of_lines is None else lambda root, triples: of_lines(root, about_triples(triples))

    @property
    def is_dataset(self) -> bool:
        """Whether it holds named graphs rather than one graph."""
        return self.write_graphs is not None

    @property
    def content_type(self) -> str:
        """The media type as an HTTP header; text formats say that they are UTF-8."""
        return with_charset(self.media_type)


def _used_prefixes(triples: Iterable[Triple | Quad]) -> dict[str, str]:
    """Only the prefixes a document needs: a reader should not wade through a dozen others."""
    used: set[str] = set()
    for triple in triples:
        used.update(_prefixes_of(triple.predicate.value))
        if isinstance(triple.object, NamedNode):
            used.update(_prefixes_of(triple.object.value))
        elif isinstance(triple.object, ox.Literal):
            used.update(_prefixes_of(triple.object.datatype.value))
    return {prefix: namespace for prefix, namespace in PREFIXES.items() if prefix in used}


@lru_cache(maxsize=8192)
def _prefixes_of(iri: str) -> tuple[str, ...]:
    return tuple(prefix for prefix, namespace in PREFIXES.items() if iri.startswith(namespace))


def _rdfxml(_root: str, said: About) -> bytes:
    triples = lines.triples(said)
    return ox.serialize(triples, format=ox.RdfFormat.RDF_XML, prefixes=_used_prefixes(triples)) or b""


def _ntriples(_root: str, said: About) -> bytes:
    return "".join(lines.lines(said)).encode()


def _dataset_writer(kind: ox.RdfFormat) -> Callable[[Graphs], bytes]:
    def write(graphs: Graphs) -> bytes:
        quads = [
            Quad(triple.subject, triple.predicate, triple.object, NamedNode(graph))
            for graph, triples in graphs.items()
            for triple in in_order(list(triples))
        ]
        return ox.serialize(quads, format=kind, prefixes=_used_prefixes(quads)) or b""

    return write


TURTLE = RdfFormat("turtle", "Turtle", "text/turtle", "ttl", of_lines=turtle.document)
JSONLD = RdfFormat("jsonld", "JSON-LD", "application/ld+json", "jsonld", of_lines=jsonld.of_lines)
NTRIPLES = RdfFormat("nt", "N-Triples", "application/n-triples", "nt", of_lines=_ntriples)
RDFXML = RdfFormat("rdfxml", "RDF/XML", "application/rdf+xml", "rdf", of_lines=_rdfxml)
TRIG = RdfFormat("trig", "TriG", "application/trig", "trig", write_graphs=_dataset_writer(ox.RdfFormat.TRIG))
NQUADS = RdfFormat("nquads", "N-Quads", "application/n-quads", "nq", write_graphs=_dataset_writer(ox.RdfFormat.N_QUADS))

FORMATS: dict[str, RdfFormat] = {each.name: each for each in (TURTLE, JSONLD, NTRIPLES, RDFXML, TRIG, NQUADS)}
"""By name, in order of preference."""
