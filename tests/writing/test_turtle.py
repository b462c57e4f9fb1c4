"""Turtle from lines: the bytes that Oxigraph would write, and the graph again when they are read."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from pyoxigraph import Literal, NamedNode, Triple

from tests.writing.test_lines import TRIPLES
from vm2graph.names import PREFIXES, SCHEMA, XSD
from vm2graph.pipeline import Converted
from vm2graph.writing import lines, turtle
from vm2graph.writing.terms import in_order

NODE = NamedNode("http://a/1")


def written(triples: list[Triple]) -> str:
    return turtle.document("", lines.about_triples(triples)).decode()


def by_oxigraph(triples: list[Triple], text: str) -> bytes:
    """As the engine writes the triples in our order, with the prefixes of a text."""
    prefixes = {name: iri for name, iri in PREFIXES.items() if f"@prefix {name}: " in text}
    made = ox.serialize(in_order(triples), format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b""
    parts = made.split(b"\n")
    return b"\n".join(part if part.startswith((b"@prefix", b"\t")) or not part else b"\n" + part for part in parts)


@given(TRIPLES)
def test_it_is_what_the_engine_writes_but_for_empty_lines(triples: list[Triple]) -> None:
    text = written(triples)
    assert text.encode() == by_oxigraph(triples, text)


@given(TRIPLES)
def test_it_is_read_as_what_was_said(triples: list[Triple]) -> None:
    read = [quad.triple for quad in ox.parse(written(triples), format=ox.RdfFormat.TURTLE, rename_blank_nodes=False)]
    assert {str(triple) for triple in read} == {str(triple) for triple in triples}


@pytest.mark.parametrize("end", ["\x85", "\u2028", "\x0b", "\x1c", "\r", "\n"])
def test_a_literal_with_a_datatype_may_hold_any_end_of_a_line(end: str) -> None:
    triple = Triple(NODE, NODE, Literal(f"1{end}", datatype=NamedNode(XSD.integer)))
    read = ox.parse(written([triple]), format=ox.RdfFormat.TURTLE)
    assert [quad.triple for quad in read] == [triple]


def test_a_record_is_written_as_the_engine_writes_it(converted: Converted) -> None:
    for triples in (converted.description.shown(), list(converted.evidence)):
        text = written(triples)
        assert text.encode() == by_oxigraph(triples, text)


def test_only_prefixes_that_something_needs_are_declared_and_a_subject_needs_none() -> None:
    text = written([Triple(NamedNode(SCHEMA.name), NODE, Literal("1", datatype=NamedNode(XSD.integer)))])
    assert text == (f"@prefix xsd: <{XSD.base}> .\n\n<{SCHEMA.name}> <http://a/1> 1 .\n")
    name = NamedNode(SCHEMA.name)
    assert f"\nschema:name <{NODE.value}> schema:name ." in written([Triple(name, NODE, name)])
    assert written([]) == ""
