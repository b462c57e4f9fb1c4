from pyoxigraph import Literal, NamedNode, Triple

from vm2graph.model import PartialDate
from vm2graph.names import RDF, XSD
from vm2graph.writing.terms import date, in_order, iri


def test_a_date_is_never_more_precise_than_its_source() -> None:
    assert date(PartialDate(2013)) == Literal("2013", datatype=NamedNode(XSD.gYear))
    assert date(PartialDate(2013, 4)) == Literal("2013-04", datatype=NamedNode(XSD.gYearMonth))
    assert date(PartialDate(2013, 4, 2)) == Literal("2013-04-02", datatype=NamedNode(XSD.date))


def test_a_subject_comes_before_its_parts_and_its_type_before_the_rest() -> None:
    thing, part = iri("http://example.org/p"), iri("http://example.org/p#part")
    name = Triple(thing, iri("http://example.org/a-name"), Literal("x"))
    type_ = Triple(thing, iri(RDF.type), iri("http://example.org/T"))
    other = Triple(part, iri("http://example.org/a-name"), Literal("x"))
    assert in_order([other, name, type_, name]) == [type_, name, other]
