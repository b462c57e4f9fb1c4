from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from vm2graph.curation import Curated
from vm2graph.names import SCHEMA, SKOS
from vm2graph.storing.merging import label_of, merge, names_once, ntriples, parse

THING = "http://example.org/thing"


def named(name: str, property_: str = SCHEMA.name, language: str | None = None) -> Triple:
    value = Literal(name, language=language) if language else Literal(name)
    return Triple(NamedNode(THING), NamedNode(property_), value)


def merged(*said: tuple[list[Triple], int], curated: Curated | None = None) -> list[Triple]:
    return merge([(ntriples(triples), count) for triples, count in said], THING, curated)


def values(triples: list[Triple], property_: str) -> list[str]:
    return sorted(t.object.value for t in triples if t.predicate.value == property_)


def test_the_commonest_name_wins_and_the_others_become_alternates() -> None:
    graph = merged(([named("B")], 2), ([named("A")], 1))
    assert values(graph, SCHEMA.name) == ["B"]
    assert values(graph, SCHEMA.alternateName) == ["A"]


def test_a_tie_goes_to_the_first_in_the_alphabet() -> None:
    assert values(merged(([named("B")], 1), ([named("A")], 1)), SCHEMA.name) == ["A"]


def test_each_language_has_its_own_name() -> None:
    label = SKOS.prefLabel
    graph = merged(([named("Thema", label, "nl")], 1), ([named("Theme", label, "en")], 1))
    assert values(graph, label) == ["Thema", "Theme"]


def test_the_curators_name_wins_whatever_the_count_and_the_pages_words_stay() -> None:
    curated = Curated(labels=(("", "C"),), identifiers=("https://orcid.org/0000-0002-1825-0097",))
    graph = merged(([named("B")], 100), ([named("A")], 1), curated=curated)
    assert values(graph, SCHEMA.name) == ["C"]
    assert values(graph, SCHEMA.alternateName) == ["A", "B"]
    assert values(graph, SCHEMA.sameAs) == ["https://orcid.org/0000-0002-1825-0097"]
    assert label_of(graph, "slug") == "C"


def test_a_curated_label_in_a_language_names_a_theme_in_both_vocabularies() -> None:
    said = [named("Taal", SKOS.prefLabel, "nl"), named("Taal", SCHEMA.name, "nl")]
    graph = merged((said, 3), curated=Curated(labels=(("en", "Language"),)))
    for property_ in (SKOS.prefLabel, SCHEMA.name):
        assert values(graph, property_) == ["Language", "Taal"]


def test_what_nothing_mentions_has_no_graph_whatever_its_curator_says() -> None:
    assert merged(curated=Curated(labels=(("", "C"),), identifiers=("https://example.org/x",))) == []


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 5)), min_size=1), st.randoms())
def test_the_order_of_what_is_said_does_not_matter(said, random) -> None:
    pairs = [([named(name)], count) for name, count in said]
    shuffled = pairs[:]
    random.shuffle(shuffled)
    assert merged(*pairs) == merged(*shuffled)
    assert len(values(merged(*pairs), SCHEMA.name)) == 1


@given(st.lists(st.tuples(st.text(min_size=1), st.sampled_from([SCHEMA.name, SCHEMA.sha256])), min_size=1))
def test_text_that_names_once_is_its_own_merge(said) -> None:
    text = ntriples({named(name, property_) for name, property_ in said})
    assert parse(text) == [*parse(text)]
    if names_once(text):
        assert ntriples(merge([(text, 7)], THING)) == text
