"""Parcels bring back what was packed, or nothing at all."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import own_page
from vm2graph.curation import Curation
from vm2graph.gate import Gate
from vm2graph.model import PageBytes
from vm2graph.pipeline.making import Made, Maker, Outcome
from vm2graph.pipeline.parcels import Task, load, name_of, pack, unpack
from vm2graph.settings import Settings
from vm2graph.storing.record import NewRecord, Wording

OUTCOMES = st.builds(
    Outcome,
    source_id=st.text(),
    status=st.sampled_from(["ok", "warning", "error"]),
    codes=st.lists(st.text(max_size=5), max_size=2),
    seconds=st.floats(0, 1e6),
    slug=st.none() | st.text(max_size=5),
    change=st.sampled_from(["refused", "converted"]),
    sentences=st.lists(st.text(max_size=20), max_size=2),
)
WORDINGS = st.builds(
    Wording,
    type=st.text(max_size=5),
    slug=st.text(max_size=5),
    triples=st.text(max_size=20),
    stated=st.lists(st.text(max_size=5), max_size=2).map(tuple),
)
RECORDS = st.builds(
    NewRecord,
    slug=st.text(max_size=9),
    source_id=st.text(max_size=9),
    sha256=st.text("0123456789abcdef", max_size=9),
    media_type=st.none() | st.text(max_size=9),
    key=st.text(max_size=9),
    title=st.text(max_size=9),
    sort_date=st.text(max_size=9),
    recipe=st.text(max_size=9),
    graph=st.text(max_size=9),
    quads=st.binary(max_size=60),
    wordings=st.lists(WORDINGS, max_size=3),
    report=st.binary(max_size=20),
    evidence=st.none() | st.binary(max_size=20),
)
MADE = st.lists(st.builds(Made, OUTCOMES, st.none() | RECORDS), max_size=4)


@pytest.fixture(scope="module")
def made(gate: Gate) -> list[Made]:
    """Two records and a page that says nothing."""
    settings = Settings()
    settings = replace(settings, collection=replace(settings.collection, base_iri="http://localhost:8000"))
    maker = Maker(settings, gate, Curation())
    pages = {"a.txt": own_page(1), "b.txt": own_page(2), "leeg.txt": b""}
    return [maker.make(PageBytes(*page)) for page in pages.items()]


@given(MADE)
def test_what_is_packed_comes_back(made: list[Made]) -> None:
    assert unpack(pack(made)) == made


def test_real_records_come_back_with_the_same_digest(made: list[Made], tmp_path: Path) -> None:
    (tmp_path / "parcel").write_bytes(pack(made))
    loaded = load(tmp_path / "parcel")
    assert loaded == made
    assert [each.record is None for each in loaded] == [False, False, True]
    assert [each.record.digest for each in loaded[:2]] == [each.record.digest for each in made[:2]]


def test_no_evidence_is_not_empty_evidence(made: list[Made]) -> None:
    for evidence in (None, b"", b"x"):
        record = replace(made[0].record, evidence=evidence)
        assert unpack(pack([Made(made[0].outcome, record)]))[0].record.evidence == evidence


def test_the_same_records_give_the_same_bytes(made: list[Made]) -> None:
    assert pack(made) == pack(unpack(pack(made)))


@given(MADE, st.data())
def test_a_cut_parcel_is_told(made: list[Made], data: st.DataObject) -> None:
    parcel = pack(made)
    with pytest.raises(ValueError, match="damaged"):
        unpack(parcel[: data.draw(st.integers(0, len(parcel) - 1))])


@given(MADE, st.data())
def test_a_parcel_with_one_other_bit_is_told(made: list[Made], data: st.DataObject) -> None:
    parcel = bytearray(pack(made))
    parcel[data.draw(st.integers(0, len(parcel) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(ValueError, match="damaged"):
        unpack(bytes(parcel))


def test_halves_of_two_parcels_are_no_parcel(made: list[Made]) -> None:
    one, other = pack(made[:1]), pack(made[1:2])
    with pytest.raises(ValueError, match="damaged"):
        unpack(one[:32] + other[32:])


def test_a_file_that_is_no_parcel_is_as_good_as_none(made: list[Made], tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    whole = pack(made)
    for name, data in {"empty": b"", "cut": whole[:-1], "zeros": bytes(len(whole)), "text": b"not a parcel"}.items():
        (tmp_path / name).write_bytes(data)
    assert [load(tmp_path / name) for name in ("no", "folder", "empty", "cut", "zeros", "text")] == [None] * 6


ONE = Task(PageBytes("a.txt", b"x", "text/plain"), "0" * 64, "a-1")
OTHER = Task(PageBytes("b.txt", b"y"), "1" * 64)
NAME = name_of([ONE, OTHER], "recipe", "{}")


@pytest.mark.parametrize(
    ("tasks", "recipe", "curation"),
    [
        ([ONE, OTHER], "another", "{}"),
        ([ONE, OTHER], "recipe", '{"person/a": {}}'),
        ([OTHER, ONE], "recipe", "{}"),
        ([ONE], "recipe", "{}"),
        ([ONE, OTHER, OTHER], "recipe", "{}"),
        ([replace(ONE, sha256="2" * 64), OTHER], "recipe", "{}"),
        ([replace(ONE, slug="a-2"), OTHER], "recipe", "{}"),
        ([replace(ONE, slug=None), OTHER], "recipe", "{}"),
        ([replace(ONE, page=PageBytes("c.txt", b"x", "text/plain")), OTHER], "recipe", "{}"),
        ([replace(ONE, page=PageBytes("a.txt", b"x", "text/html")), OTHER], "recipe", "{}"),
        ([replace(ONE, page=PageBytes("a.txt", b"x")), OTHER], "recipe", "{}"),
    ],
)
def test_a_parcel_is_named_after_everything_that_went_into_it(tasks: list[Task], recipe: str, curation: str) -> None:
    assert name_of(tasks, recipe, curation) != NAME


TASKS = st.lists(
    st.builds(
        Task,
        st.builds(PageBytes, st.text("ab", min_size=1, max_size=2), st.just(b""), st.none() | st.just("a")),
        st.text("ab", min_size=1, max_size=2),
        st.none() | st.text("ab", min_size=1, max_size=2),
    ),
    max_size=3,
)


@given(TASKS, TASKS)
def test_equal_tasks_and_only_those_share_a_name(some: list[Task], others: list[Task]) -> None:
    assert (name_of(some, "r", "{}") == name_of(others, "r", "{}")) == (some == others)


def test_a_name_can_be_that_of_a_file() -> None:
    assert len(NAME) == 40
    assert set(NAME) <= set("0123456789abcdef")
    assert name_of([ONE, OTHER], "recipe", "{}") == NAME
