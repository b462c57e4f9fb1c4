import json

import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld as pyld
from pyoxigraph import Literal, NamedNode, Triple
from rdflib.compare import isomorphic

from vm2graph.names import BIBO, DCTERMS, PREFIXES, RDF, SCHEMA, XSD
from vm2graph.pipeline import Converted
from vm2graph.writing import jsonld, lines, turtle
from vm2graph.writing.bridge import to_rdflib
from vm2graph.writing.jsonld import CONTEXT, compact, document, tree

NODES = st.sampled_from([NamedNode(f"http://example.org/{name}") for name in "abcde"])
PROPERTIES = st.sampled_from(
    [SCHEMA.name, SCHEMA.author, DCTERMS.creator, DCTERMS.title, RDF.type, "http://xmlns.com/foaf/0.1/primaryTopic"]
).map(NamedNode)
LITERALS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8).map(Literal),
    st.sampled_from(["nl", "en"]).map(lambda tag: Literal("x", language=tag)),
    st.just(Literal("2013", datatype=NamedNode(XSD.gYear))),
)


@st.composite
def graphs(draw):
    made = set()
    for _ in range(draw(st.integers(1, 12))):
        property_ = draw(PROPERTIES)
        made.add(
            Triple(draw(NODES), property_, draw(NODES if property_.value == RDF.type else st.one_of(NODES, LITERALS)))
        )
    return made


def as_graph(data: str) -> rdflib.Graph:
    nquads = pyld.to_rdf(json.loads(data), {"format": "application/n-quads"})
    return rdflib.Graph().parse(data=nquads, format="nt")


def test_pyld_reads_the_same_graph_from_the_seed(converted: Converted) -> None:
    shown = converted.description.shown()
    data = document(converted.description.publication, shown).decode()
    assert isomorphic(as_graph(data), to_rdflib(shown))


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_pyld_reads_the_same_graph_from_any_graph(triples) -> None:
    data = document("http://example.org/a", triples).decode()
    assert isomorphic(as_graph(data), to_rdflib(triples))


def test_the_publication_is_the_root_and_authors_are_embedded_in_order(converted: Converted) -> None:
    made = tree(converted.description.publication, converted.description.shown())
    assert made["@id"] == converted.description.publication
    assert [author["name"] for author in made["author"]] == ["Renée van Schoonhoven", "Machiel Bouwmans"]
    assert made["record"][0]["@type"] == ["dcat:CatalogRecord", "foaf:Document"]
    assert "@included" not in made


def test_a_single_author_is_still_a_list() -> None:
    root, author = NamedNode("http://example.org/p"), NamedNode("http://example.org/a")
    made = tree(root.value, [Triple(root, NamedNode(SCHEMA.author), author)])
    assert made["author"] == [{"@id": author.value}]


def test_a_circular_list_does_not_hang() -> None:
    root, cell = NamedNode("http://example.org/p"), NamedNode("http://example.org/c")
    loop = [
        Triple(root, NamedNode(BIBO.authorList), cell),
        Triple(root, NamedNode(SCHEMA.author), cell),
        Triple(cell, NamedNode(RDF.first), cell),
        Triple(cell, NamedNode(RDF.rest), cell),
    ]
    assert tree(root.value, loop)["@id"] == root.value


def test_the_context_is_inline_and_made_of_the_prefixes() -> None:
    assert {prefix: CONTEXT[prefix] for prefix in PREFIXES if prefix != "schema"} == {
        prefix: namespace for prefix, namespace in PREFIXES.items() if prefix != "schema"
    }
    assert compact(SCHEMA.author) == "author"
    assert compact(DCTERMS.creator) == "dcterms:creator"
    assert compact("https://schema.org/record") == "https://schema.org/record"


def test_what_is_kept_of_an_entity_is_the_same_wherever_it_is_shown(converted: Converted) -> None:
    description = converted.description
    said = lines.about_triples(description.shown())
    kept = {name: tuple(pairs) if "/id/person/" in name else pairs for name, pairs in said.items()}
    people = [name for name in kept if "/id/person/" in name]
    for root in (*people, description.publication, *people):
        assert jsonld.of_lines(root, kept) == jsonld.of_lines(root, said)
        assert turtle.document(root, kept) == turtle.document(root, said)
