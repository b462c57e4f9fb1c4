"""What the endpoint says of itself (SPARQL 1.1 Service Description), all of it true.

Hash IRIs of the endpoint stand where the specification's examples have blank nodes.
"""

from __future__ import annotations

from functools import lru_cache

import pyoxigraph as ox

from vm2graph.names import PREFIXES, RDF
from vm2graph.serving import limits
from vm2graph.serving.sparql_formats import GRAPH_FORMATS, RESULT_FORMATS
from vm2graph.settings import SparqlSettings

_SD = "http://www.w3.org/ns/sparql-service-description#"
_SERIALISERS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}


def triples(endpoint: str, settings: SparqlSettings) -> list[ox.Triple]:
    """The description: query language, union default graph, result formats, the default dataset, and the limits."""
    service, dataset, graph = (ox.NamedNode(f"{endpoint}#{name}") for name in ("service", "dataset", "default-graph"))
    formats = [ox.NamedNode(f.iri) for f in (*RESULT_FORMATS, *GRAPH_FORMATS)]
    facts = [
        (service, RDF.type, _sd("Service")),
        (service, _SD + "endpoint", ox.NamedNode(endpoint)),
        (service, _SD + "supportedLanguage", _sd("SPARQL11Query")),
        (service, _SD + "feature", _sd("UnionDefaultGraph")),
        *((service, _SD + "resultFormat", f) for f in formats),
        (service, _SD + "defaultDataset", dataset),
        (dataset, RDF.type, _sd("Dataset")),
        (dataset, _SD + "defaultGraph", graph),
        (graph, RDF.type, _sd("Graph")),
    ]
    if settings.trusted_services:
        facts.append((service, _SD + "feature", _sd("BasicFederatedQuery")))
    described = [ox.Triple(s, ox.NamedNode(p), o) for s, p, o in facts]
    return described + limits.triples(service, endpoint, settings)


@lru_cache(maxsize=16)
def serialised(endpoint: str, settings: SparqlSettings, format_name: str) -> bytes:
    """The description in one of the graph formats."""
    data = ox.serialize(
        triples(endpoint, settings),
        format=_SERIALISERS[format_name],
        prefixes={"sd": _SD, **{name: PREFIXES[name] for name in ("rdf", "schema", "xsd")}},
    )
    return data or b""


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)
