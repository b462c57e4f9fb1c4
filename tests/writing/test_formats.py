import pytest
import rdflib
from rdflib.compare import isomorphic

from tests.conftest import BASE
from vm2graph.names import Iris
from vm2graph.pipeline import Converted
from vm2graph.writing.bridge import to_rdflib
from vm2graph.writing.formats import FORMATS

PARSERS = {"turtle": "turtle", "jsonld": "json-ld", "nt": "nt", "rdfxml": "xml", "trig": "trig", "nquads": "nquads"}
GRAPHS = [name for name, each in FORMATS.items() if not each.is_dataset]
DATASETS = [name for name, each in FORMATS.items() if each.is_dataset]


def test_every_format_is_known_to_the_tests() -> None:
    assert set(PARSERS) == set(FORMATS)


@pytest.mark.parametrize("name", GRAPHS)
def test_a_graph_format_says_what_the_graph_says(name: str, converted: Converted) -> None:
    shown = converted.description.shown()
    written = FORMATS[name].write(converted.description.publication, shown)
    read = rdflib.Graph().parse(data=written, format=PARSERS[name])
    assert isomorphic(read, to_rdflib(shown))


@pytest.mark.parametrize("name", DATASETS)
def test_a_dataset_format_keeps_record_entities_and_evidence_apart(name: str, converted: Converted) -> None:
    graphs = converted.graphs(Iris(BASE))
    dataset = rdflib.Dataset()
    dataset.parse(data=FORMATS[name].write_graphs(graphs), format=PARSERS[name])
    for graph, triples in graphs.items():
        assert len(dataset.graph(rdflib.URIRef(graph))) == len(triples)


@pytest.mark.parametrize("name", GRAPHS)
def test_output_does_not_depend_on_the_order_of_input(name: str, converted: Converted) -> None:
    shown = converted.description.shown()
    write = FORMATS[name].write
    assert write(converted.description.publication, shown) == write(converted.description.publication, shown[::-1])


def test_turtle_is_grouped_by_subject_with_only_the_prefixes_it_needs(converted: Converted) -> None:
    written = FORMATS["turtle"].write(converted.description.publication, converted.description.shown()).decode()
    assert written.count(f"\n<{converted.description.publication}> a ") == 1
    assert "@prefix schema:" in written
    assert "@prefix oa:" in written
    bare = FORMATS["turtle"].write("", converted.description.entities[0].triples).decode()
    assert "@prefix oa:" not in bare
