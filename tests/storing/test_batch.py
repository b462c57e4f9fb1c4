from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from vm2graph.names import SCHEMA, SKOS
from vm2graph.storing.batch import merge

THING = NamedNode("http://example.org/thing")


def named(name: str, property_: str = SCHEMA.name, language: str | None = None) -> Triple:
    return Triple(THING, NamedNode(property_), Literal(name, language=language) if language else Literal(name))


def values(triples: list[Triple], property_: str) -> list[str]:
    return sorted(t.object.value for t in triples if t.predicate.value == property_)


def test_the_commonest_name_wins_and_the_others_become_alternates() -> None:
    merged = merge([[named("B")], [named("A")], [named("B")]])
    assert values(merged, SCHEMA.name) == ["B"]
    assert values(merged, SCHEMA.alternateName) == ["A"]


def test_a_tie_goes_to_the_first_in_the_alphabet() -> None:
    assert values(merge([[named("B")], [named("A")]]), SCHEMA.name) == ["A"]


def test_each_language_has_its_own_name() -> None:
    label = SKOS.prefLabel
    merged = merge([[named("Thema", label, "nl")], [named("Theme", label, "en")]])
    assert values(merged, label) == ["Thema", "Theme"]


@given(st.lists(st.lists(st.sampled_from("abc").map(named), min_size=1, max_size=1), min_size=1), st.randoms())
def test_the_order_of_claims_does_not_matter(claims, random) -> None:
    shuffled = claims[:]
    random.shuffle(shuffled)
    assert merge(claims) == merge(shuffled)
    assert len(values(merge(claims), SCHEMA.name)) == 1
