import pytest

from tests.conftest import BASE
from vm2graph.checking import check_rdf, is_rdf
from vm2graph.errors import ReadError
from vm2graph.gate import Gate
from vm2graph.names import Iris
from vm2graph.pipeline import Converted
from vm2graph.writing.formats import FORMATS


def written(converted: Converted, name: str) -> bytes:
    form = FORMATS[name]
    if form.write_graphs is not None:
        return form.write_graphs(converted.graphs(Iris(BASE)))
    return form.write(converted.description.publication, converted.description.shown())


@pytest.mark.parametrize("name", FORMATS)
def test_what_we_write_conforms_with_evidence_or_without(name: str, converted: Converted, gate: Gate) -> None:
    report = check_rdf(written(converted, name), f"x.{FORMATS[name].extension}", gate)
    assert report.conforms, report.violations


def test_a_wrong_record_does_not_conform_without_evidence_either(converted: Converted, gate: Gate) -> None:
    turtle = written(converted, "turtle").replace(b'schema:name "Vijf jaar VM2"@nl', b'schema:name "Vijf jaar VM3"@nl')
    report = check_rdf(turtle, "x.ttl", gate)
    assert not report.conforms
    assert {finding.field for finding in report.violations} == {"title"}


def test_evidence_that_misquotes_does_not_conform(converted: Converted, gate: Gate) -> None:
    trig = written(converted, "trig").replace(b'oa:exact "Vijf jaar VM2"', b'oa:exact "Vijf jaar VM3"')
    assert not check_rdf(trig, "x.trig", gate).conforms


def test_a_file_that_is_no_rdf_or_holds_no_record_is_a_sentence(gate: Gate) -> None:
    with pytest.raises(ReadError, match="not the RDF its extension promises"):
        check_rdf(b"<<<", "x.ttl", gate)
    with pytest.raises(ReadError, match="holds no record"):
        check_rdf(b"<http://a.org/a> <http://a.org/b> 1 .", "x.ttl", gate)


def test_pages_and_rdf_are_told_apart_by_their_extension() -> None:
    assert is_rdf("a.TTL")
    assert not is_rdf("a.txt")
    assert not is_rdf("a.html")
