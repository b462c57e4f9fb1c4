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


@given(st.dictionaries(SLUGS, st.sets(SLUGS, min_size=1, max_size=3), max_size=4))
def test_splits_come_back_from_json_and_from_yaml(splits: dict[str, set[str]]) -> None:
    entities = {
        ("place", slug): Curated(splits=f"other-than-{slug}", publications=tuple(sorted(publications)))
        for slug, publications in splits.items()
    }
    curation = Curation(entities)
    assert Curation.from_json(curation.to_json()) == curation
    assert parse(yaml.safe_load(curation.to_yaml()) or {}, "x") == curation
    for (type_, slug), curated in entities.items():
        assert {curation.target(type_, f"other-than-{slug}", each) for each in curated.publications} == {slug}


@given(curations(), curations())
def test_equal_curations_and_only_those_have_one_text(one: Curation, other: Curation) -> None:
    assert (one.to_json() == other.to_json()) == (one == other)
    backwards = Curation(dict(reversed(one.entities.items())))
    assert (backwards.to_json(), backwards.to_yaml()) == (one.to_json(), one.to_yaml())


@given(curations(), curations())
def test_a_difference_is_the_same_from_both_sides(one: Curation, other: Curation) -> None:
    assert one.shown_differently(other) == other.shown_differently(one)
    assert one.meant_differently(other) == other.meant_differently(one)
    if not one.shown_differently(other) | one.meant_differently(other):
        assert Curation({name: one.get(*name) or Curated() for name in other.entities}) == other


def test_a_split_that_names_other_publications_is_meant_differently() -> None:
    one = parse({"person/c": {"splits": "person/a", "in": ["p-1", "p-2"]}}, "x")
    two = parse({"person/c": {"splits": "person/a", "in": "p-1"}}, "x")
    assert one.meant_differently(two) == two.meant_differently(Curation()) == {("person", "a")}
    assert one.shown_differently(two) == set()


def test_a_name_can_be_merged_and_yet_mean_another_in_one_publication() -> None:
    curation = parse({"person/a": {"merges": "person/b"}, "person/c": {"splits": "person/b", "in": "p-1"}}, "x")
    assert [curation.target("person", "b", name) for name in ("p-1", "p-2")] == ["c", "a"]


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
        ("person/a: [", "line 1, column 12"),
        ("person/a:\n  label: 'A\n", "line 3, column 1"),
        ("person/a: {? [b] : c}", "line 1, column"),
        ("person/a: text", "give one or more"),
        ("person/a:", "give one or more"),
        ("person/: {label: A}", "TYPE/SLUG"),
        ("person/a/b: {label: A}", "TYPE/SLUG"),
        ("1: {label: A}", "TYPE/SLUG"),
        ("person/a: {label: ''}", "on one line"),
        ("person/a: {label: [A, B]}", "on one line"),
        ("person/a: {merges: 3}", "a text or a list of texts"),
        ("person/a: {merges: [[person/b]]}", "a text or a list of texts"),
        ("person/a: {merges: b}", "TYPE/SLUG"),
        ("person/a: {splits: place/b, in: p-1}", "another person"),
        ("person/a: {splits: [person/b, person/c], in: p-1}", "splits names one"),
        ("person/a: {identifiers: 0000-0002}", "http(s) address"),
        ("person/a: {splits: person/c, in: p-1}\nperson/b: {splits: person/c, in: [p-2, p-1]}", "goes to both"),
        ("person/a: {splits: person/b, in: p-1}\nperson/c: {merges: person/a}", "goes elsewhere"),
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


@pytest.mark.parametrize(
    "text",
    [
        "person/a: {identifiers: 'https://['}",
        "person/a: {identifiers: 'https://x.example/100%'}",
        "person/a: {identifiers: 'https://x.example:port/'}",
        'person/a: {identifiers: "https://x.example/\\x01"}',
        'person/a: {label: "\\ud800"}',
        'person/a: {label: "A\\0B"}',
    ],
)
def test_what_cannot_be_written_as_rdf_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "entities.yaml").write_text(text)
    with pytest.raises(CurationError):
        load(tmp_path / "entities.yaml")


@pytest.mark.parametrize(
    "text", ["person/a: {label: A}\nperson/a: {merges: person/b}", "person/a: {label: A, label: B}"]
)
def test_what_is_said_twice_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "entities.yaml").write_text(text)
    with pytest.raises(CurationError):
        load(tmp_path / "entities.yaml")


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes("person/a: {label: é}".encode("latin-1"))
    (tmp_path / "folder.yaml").mkdir()
    for name in ("latin.yaml", "folder.yaml"):
        with pytest.raises(CurationError, match=f"{name} cannot be read: [^\n]+$"):
            load(tmp_path / name)


def test_no_file_decides_nothing(tmp_path: Path) -> None:
    assert load(tmp_path / "entities.yaml") == Curation()
    (tmp_path / "entities.yaml").write_text("# nothing yet\n")
    assert load(tmp_path / "entities.yaml") == Curation()
