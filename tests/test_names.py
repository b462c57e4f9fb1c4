import hashlib
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vm2graph import names
from vm2graph.model import RemarkKind, Status
from vm2graph.names import DCTERMS, PREFIXES, SCHEMA, VM2, Iris, Terms, publication_key, publication_slug, slugify
from vm2graph.packaged import packaged

TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=200)


def test_terms_are_their_vocabularys_base_and_name() -> None:
    assert DCTERMS.title == "http://purl.org/dc/terms/title"
    assert SCHEMA.name == "https://schema.org/name"
    assert all(PREFIXES[prefix].endswith(("/", "#")) for prefix in PREFIXES)


def test_only_the_https_form_of_schema_org_exists() -> None:
    everything = [
        value for vocabulary in Terms.__subclasses__() for value in vars(vocabulary).values() if isinstance(value, str)
    ]
    assert not [iri for iri in everything if iri.startswith("http://schema.org")]


def test_the_terms_of_our_own_are_those_of_the_ontology() -> None:
    ontology = {
        quad.subject.value.removeprefix(VM2.base)
        for quad in ox.parse(packaged("ontology", "vm2.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(VM2.base)
    }
    assert ontology == set(VM2.__annotations__) | set(Status) | set(RemarkKind)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Renée van Schoonhoven", "renee-van-schoonhoven"),
        ("'s-Hertogenbosch", "s-hertogenbosch"),
        ("Straße & Øst", "strasse-ost"),
        ("  ", hashlib.sha256(b"  ").hexdigest()[:8]),
        ("教育", hashlib.sha256("教育".encode()).hexdigest()[:8]),
    ],
)
def test_slugs(name: str, slug: str) -> None:
    assert slugify(name) == slug


@given(TEXT)
def test_a_slug_is_short_and_plain_and_always_the_same(name: str) -> None:
    slug = slugify(name)
    assert slug
    assert len(slug) <= 80 + 9
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug == slugify(name)


def test_long_names_that_differ_at_the_end_stay_apart() -> None:
    assert slugify("woord " * 40 + "een") != slugify("woord " * 40 + "twee")


def test_the_key_of_the_seed() -> None:
    subtitle = "Samenvatting van de uitkomsten van de VM2-monitor 2008-2012"
    key = publication_key("Vijf jaar VM2", subtitle, ["van Schoonhoven", "Bouwmans"], 2013)
    assert publication_slug("Vijf jaar VM2", key) == "vijf-jaar-vm2-aee4f458"


def test_the_key_does_not_hang_on_case_or_white_space() -> None:
    assert publication_key("Vijf  jaar", None, ["Bos"], None) == publication_key("vijf jaar ", "", ["bos"], None)


@given(TEXT)
def test_any_slug_makes_a_valid_iri_that_leads_back_to_it(slug: str) -> None:
    iri = Iris("http://localhost:8000").thing("publication", slug)
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        # noncharacters and private use are outside RFC 3987; we never mint them
        assert not slug.isprintable() or any(ord(c) >= 0xE000 for c in slug)
        return
    assert unquote(node.value.rpartition("/")[2]) == slug


def test_an_accent_stays_and_a_slash_does_not() -> None:
    iris = Iris("https://data.example.org")
    assert iris.document("person", "renée x/y") == "https://data.example.org/doc/person/renée%20x%2Fy"
    assert iris.passage("ab", 3, 9) == "https://data.example.org/source/ab#char=3,9"
    assert VM2.base.rstrip("#") == names.ONTOLOGY
