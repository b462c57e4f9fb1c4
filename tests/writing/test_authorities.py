"""Identifiers elsewhere: only those that were verified, and only for names that match."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyoxigraph as ox
import pytest

from vm2graph.model import Place, Publication, Span, Stated, Status, Theme
from vm2graph.names import DCTERMS, SCHEMA, SKOS, VM2, Iris
from vm2graph.packaged import packaged
from vm2graph.pipeline import Converted
from vm2graph.writing.describe import describe
from vm2graph.writing.evidence import evidence

VERIFIED = {
    "https://sws.geonames.org/2745912/",
    "https://sws.geonames.org/2747351/",
    "https://sws.geonames.org/2750405/",
    "https://identifier.overheid.nl/tooi/id/ministerie/mnre1109",
    "http://www.wikidata.org/entity/Q233262",
    "http://purl.edustandaard.nl/begrippenkader/c7942bb1-bf4f-409f-bc98-9a0b02f175dc",
    "http://purl.edustandaard.nl/begrippenkader/f3ac3fbb-5eae-49e0-8494-0a44855fff25",
    "http://eurovoc.europa.eu/795",
    "http://eurovoc.europa.eu/6905",
}
TIES = (SCHEMA.sameAs, SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch)


def said(words: Any) -> Stated[Any]:
    return Stated(words, (Span(0, 13),), "test", Status.VERBATIM)


@pytest.fixture
def ties(converted: Converted) -> Callable[..., dict[str, set[str]]]:
    """What the entities of the seed are tied to, with changes."""

    def of(**changes: Any) -> dict[str, set[str]]:
        given: Publication = replace(converted.publication, **changes)
        made = describe(given, converted.page.text, "a", Iris("http://localhost:8000"))
        found: dict[str, set[str]] = {}
        for entity in made.entities:
            for triple in entity.triples:
                if triple.predicate.value in TIES:
                    found.setdefault(f"{entity.type}/{entity.slug}", set()).add(triple.object.value)
        return found

    return of


def test_the_file_holds_what_was_verified_and_nothing_else() -> None:
    data = packaged("ontology", "authorities.ttl").read_bytes()
    triples = [quad.triple for quad in ox.parse(data, format=ox.RdfFormat.TURTLE)]
    assert {triple.object.value for triple in triples if triple.predicate.value in TIES} == VERIFIED
    sourced = {triple.subject.value for triple in triples if triple.predicate.value == DCTERMS.source}
    assert sourced == VERIFIED


def test_places_of_the_seed_are_known(ties: Callable[..., dict[str, set[str]]]) -> None:
    found = ties()
    assert found["place/utrecht"] == {"https://sws.geonames.org/2745912/"}
    assert found["place/s-hertogenbosch"] == {"https://sws.geonames.org/2747351/"}


def test_a_name_that_only_resembles_a_known_one_gets_nothing(ties: Callable[..., dict[str, set[str]]]) -> None:
    places = tuple(said(Place(said(name))) for name in ("Utrecht-Zuid", "utrecht", "Den Bosch"))
    assert not [name for name in ties(places=places, things=(), facts=()) if name.startswith("place/")]


def test_a_theme_is_matched_by_its_label(ties: Callable[..., dict[str, set[str]]]) -> None:
    found = ties(themes=tuple(said(Theme(said(label))) for label in ("Mbo", "Vmbo-leerlingen")))
    assert len(found["theme/mbo"]) == 2
    assert "theme/vmbo-leerlingen" not in found


def test_what_comes_from_a_list_is_external_and_names_it(converted: Converted) -> None:
    facts: dict[str, dict[str, list[str]]] = {}
    made = describe(
        replace(converted.publication, things=(), facts=()), converted.page.text, "a", Iris("http://localhost:8000")
    )
    for triple in evidence(made, converted.page.text, "0" * 64, Iris("http://localhost:8000")):
        facts.setdefault(triple.subject.value, {}).setdefault(triple.predicate.value, []).append(triple.object.value)
    (statement,) = [node for iri, node in facts.items() if iri.endswith("#place-utrecht-same-as")]
    assert statement[VM2.evidenceStatus] == [VM2.base + "external"]
    assert statement[DCTERMS.source] == ["https://www.geonames.org/"]
    assert VM2.supportedBy not in statement


def test_every_tie_has_one_statement(converted: Converted) -> None:
    values = [(value.subject, value.properties, value.value) for value in converted.description.values]
    tied = [value for value in values if set(value[1]) & set(TIES)]
    assert tied
    assert len(tied) == len(set(tied))
