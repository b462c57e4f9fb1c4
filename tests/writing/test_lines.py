"""N-Triples taken apart and put together again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from vm2graph.names import DCTERMS, RDF, SCHEMA, XSD
from vm2graph.pipeline import Converted
from vm2graph.writing import lines
from vm2graph.writing.facts import Facts
from vm2graph.writing.terms import Term, in_order

IRIS = st.sampled_from(
    [
        "http://a/1",
        "http://a/1#x",
        "http://a/é",
        RDF.type,
        SCHEMA.name,
        SCHEMA.base,
        f"{SCHEMA.base}a/-c.",
        DCTERMS.base,
    ]
).map(NamedNode)
DATATYPES = st.sampled_from([XSD.string, XSD.integer, XSD.gYear, "http://a/type"]).map(NamedNode)
LITERALS = (
    st.text().map(Literal)
    | st.builds(Literal, st.text(), language=st.sampled_from(["nl", "en-GB"]))
    | st.builds(Literal, st.text() | st.sampled_from(["1", "01", "2013", "x>"]), datatype=DATATYPES)
)
TERMS = IRIS | LITERALS | st.just(BlankNode("b"))
TRIPLES = st.lists(st.builds(Triple, IRIS | st.just(BlankNode("b")), IRIS, TERMS), max_size=12)


@given(TRIPLES)
def test_triples_come_back_in_the_one_order_each_once(triples: list[Triple]) -> None:
    said = lines.about_triples(triples)
    made = "".join(f"{triple} .\n" for triple in in_order(triples))
    assert "".join(lines.lines(said)) == made
    named = [triple for triple in triples if not str(triple).startswith("_:") and "_:b" not in str(triple)]
    assert lines.triples(lines.about_triples(named)) == in_order(named)


@given(TRIPLES, TRIPLES)
def test_graphs_are_joined_and_left_as_they_were(one: list[Triple], other: list[Triple]) -> None:
    parts = [lines.about_triples(one), lines.about_triples(other)]
    before = [{name: list(pairs) for name, pairs in part.items()} for part in parts]
    assert list(lines.joined(parts).items()) == list(lines.about_triples([*one, *other]).items())
    assert parts == before


@given(TERMS)
def test_a_term_is_made_of_its_line(term: Term) -> None:
    assert lines.made(str(term)) == term


@given(LITERALS)
def test_a_literal_is_read(term: Literal) -> None:
    assert lines.literal(str(term)) == (term.value, term.language or "", term.datatype.value)


def test_a_text_with_a_direction_is_read() -> None:
    assert lines.literal('"x"@ar--rtl')[:2] == ("x", "ar")
    assert str(lines.made('"x"@ar--rtl')) == '"x"@ar--rtl'


@pytest.mark.parametrize("subject", ["publication", "document"])
def test_facts_of_lines_are_those_of_triples(subject: str, converted: Converted) -> None:
    triples = converted.description.shown()
    made, given = Facts.of_lines(lines.about_triples(triples)), Facts(triples)
    thing = getattr(converted.description, subject)
    for predicate in {triple.predicate.value for triple in triples}:
        assert made.values(thing, predicate) == given.values(thing, predicate)
    for class_ in {triple.object.value for triple in triples if triple.predicate.value == RDF.type}:
        assert made.typed(class_) == given.typed(class_)
