"""A Turtle file of the package as it is served: the file itself, and its graph in every other serialisation."""

from __future__ import annotations

from functools import cached_property

import pyoxigraph as ox
from pyoxigraph import Triple

from vm2graph.packaged import packaged
from vm2graph.serving.content import Facts
from vm2graph.serving.faces import Face
from vm2graph.writing.formats import TURTLE


class PackagedGraph:
    """A file of ``ontology/``, read when it is first asked for."""

    def __init__(self, file_name: str, iri: str) -> None:
        """``iri`` is that of the graph, which it says things of."""
        self._file_name, self.iri = file_name, iri

    @cached_property
    def turtle(self) -> bytes:
        """The file itself, with its comments and grouping."""
        return packaged("ontology", self._file_name).read_bytes()

    @cached_property
    def triples(self) -> list[Triple]:
        """What the file says."""
        return [quad.triple for quad in ox.parse(self.turtle, format=ox.RdfFormat.TURTLE)]

    @cached_property
    def facts(self) -> Facts:
        """What the file says, by subject."""
        return Facts(self.triples)

    def since(self, property_: str) -> str:
        """The day that a property of the graph states, as the start of it."""
        stated = self.facts.literal(self.iri, property_)
        return f"{stated.value if stated else '2026-01-01'}T00:00:00+00:00"

    def serialised(self, face: Face) -> bytes:
        """The graph in an RDF face."""
        if face.name == TURTLE.name:
            return self.turtle
        assert face.rdf is not None and face.rdf.write is not None  # noqa: S101, PT018 - GRAPH_FACES are such
        return face.rdf.write(self.iri, self.triples)
