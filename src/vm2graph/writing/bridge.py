"""Our triples as an rdflib graph: the face to the Python RDF ecosystem."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pyoxigraph as ox
from pyoxigraph import Triple

from vm2graph.names import PREFIXES

if TYPE_CHECKING:
    import rdflib


def to_rdflib(triples: Iterable[Triple]) -> rdflib.Graph:
    """An rdflib Graph of the same triples, with our prefixes bound and lexical forms untouched."""
    import rdflib  # noqa: PLC0415 - half a second that the web side never needs

    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    graph.parse(data=ox.serialize(list(triples), format=ox.RdfFormat.N_TRIPLES), format="nt")
    return graph
