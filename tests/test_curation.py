from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from vm2graph.curation import Curated, Curation, load, parse
from vm2graph.errors import CurationError

SLUGS = st.from_regex("[a-z0-9]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True)
LABELS = st.text("abc éß'\"#:-", min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)


@st.composite
def curations(draw: st.DrawFn) -> Curation:
    made = {}
    for slug in draw(st.sets(SLUGS, max_size=4)):
        labels = draw(st.dictionaries(st.sampled_from(["nl", "en"]), LABELS) | LABELS.map(lambda each: {"": each}))
        made["person", slug] = Curated(
            labels=tuple(sorted(labels.items())),
            identifiers=tuple(sorted(draw(st.sets(st.sampled_from(["https://a.example/1", "https://b.example/2"]))))),
            merges=(f"other-than-{slug}",),
        )
    return Curation(made)


@given(curations())
def test_a_curation_comes_back_from_json_and_from_yaml(curation: Curation) -> None:
    assert Curation.from_json(curation.to_json()) == curation
    assert parse(yaml.safe_load(curation.to_yaml()) or {}, "x") == curation


def test_words_mean_who_the_curator_says() -> None:
    curation = parse(
        {"person/a": {"merges": ["person/b"]}, "person/c": {"splits": "person/a", "in": ["p-1", "p-2"]}}, "x"
    )
    assert curation.target("person", "b", "p-9") == "a"
    assert curation.target("person", "a", "p-1") == "c"
    assert curation.target("person", "a", "p-9") == "a"
    assert curation.target("place", "b", "p-9") == "b"


def test_what_differs_between_two_curations() -> None:
    one = parse({"person/a": {"label": "A", "merges": ["person/b"]}, "place/u": {"label": "U"}}, "x")
    two = parse({"person/a": {"label": "B", "merges": ["person/b"]}, "place/u": {"label": "U"}}, "x")
    three = parse({"person/a": {"label": "A", "merges": ["person/c"]}}, "x")
    assert one.shown_differently(two) == {("person", "a")}
    assert one.meant_differently(two) == set()
    assert one.meant_differently(three) == {("person", "b"), ("person", "c")}
    assert one.shown_differently(three) == {("place", "u")}
    assert one.shown_differently(one) == one.meant_differently(one) == set()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("person/a: [", "line 1"),
        ("a: {label: A", "line"),
        ("- x", "must map entities"),
        ("somebody: {label: A}", "TYPE/SLUG"),
        ("person/A B: {label: A}", "TYPE/SLUG"),
        ("robot/a: {label: A}", "TYPE/SLUG"),
        ("person/a: {}", "give one or more"),
        ("person/a: {name: A}", "name is not known"),
        ("person/a: {label: 3}", "on one line"),
        ("person/a: {label: ' A'}", "on one line"),
        ("person/a: {label: {xx: A}}", "no language"),
        ("person/a: {merges: place/b}", "another person"),
        ("person/a: {merges: person/a}", "another person"),
        ("person/a: {splits: person/b}", "in the publications"),
        ("person/a: {in: [p-1]}", "in the publications"),
        ("person/a: {identifiers: ['javascript:alert(1)']}", "http(s) address"),
        ("person/a: {identifiers: ['https://x.example/a b']}", "http(s) address"),
        ("person/a: {merges: person/c}\nperson/b: {merges: person/c}", "goes to both"),
        ("person/a: {merges: person/b}\nperson/b: {merges: person/c}", "goes elsewhere"),
        ("&a [*a]", "must map"),
        ("!!python/object:os.system {}", "line 1"),
    ],
)
def test_a_mistake_is_one_sentence_that_says_where(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "entities.yaml").write_text(text)
    with pytest.raises(CurationError) as caught:
        load(tmp_path / "entities.yaml")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "entities.yaml" in str(caught.value)


def test_no_file_decides_nothing(tmp_path: Path) -> None:
    assert load(tmp_path / "entities.yaml") == Curation()
    (tmp_path / "entities.yaml").write_text("# nothing yet\n")
    assert load(tmp_path / "entities.yaml") == Curation()
