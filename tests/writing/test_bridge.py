import rdflib

from vm2graph.pipeline import Converted
from vm2graph.writing.bridge import to_rdflib


def test_an_rdflib_graph_has_the_same_triples_and_our_prefixes(converted: Converted) -> None:
    graph = to_rdflib(converted.description.shown())
    assert len(graph) == len(converted.description.shown())
    title = graph.value(rdflib.URIRef(converted.description.publication), rdflib.DCTERMS.title)
    assert title == rdflib.Literal("Vijf jaar VM2", lang="nl")
    assert dict(graph.namespaces())["schema"] == rdflib.URIRef("https://schema.org/")
