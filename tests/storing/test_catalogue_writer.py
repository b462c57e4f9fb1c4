from pathlib import Path

import pytest

from tests.storing.records import FIRST, commit, record
from vm2graph.storing import schema
from vm2graph.storing.catalogue import Catalogue
from vm2graph.storing.catalogue_writer import writing
from vm2graph.storing.record import Wording


@pytest.fixture
def path(tmp_path: Path) -> Path:
    schema.create(tmp_path / "c.sqlite", FIRST)
    return tmp_path / "c.sqlite"


def test_an_exception_leaves_nothing(path: Path) -> None:
    with pytest.raises(RuntimeError), writing(path, 0, FIRST, "{}") as rows:
        rows.put(record("a"), "added")
        raise RuntimeError
    assert Catalogue(path).records(1, None, 9) == []


def test_an_exception_leaves_nothing_of_a_commit_that_took_several_transactions(path: Path, monkeypatch) -> None:
    monkeypatch.setattr("vm2graph.storing.catalogue_writer._LARGE", 1)
    commit(path, 0, record("a"))
    with pytest.raises(RuntimeError), writing(path, 1, FIRST, "{}") as rows:
        rows.put(record("a", title="other"), "updated")
        rows.put(record("b"), "added")
        rows.step()
        raise RuntimeError
    assert [(row.slug, row.title) for row in Catalogue(path).records(2, None, 9)] == [("a", "T")]
    assert [event.slug for event in Catalogue(path).history(9)] == ["a"]


def test_rows_above_the_current_snapshot_are_forgotten_by_the_next_writer(path: Path) -> None:
    commit(path, 0, record("a"))
    with writing(path, 0, FIRST, "{}") as rows:  # snapshot 1 never became current
        assert rows.content("a") is None
        assert rows.known("a.txt") is None


def test_a_source_that_is_known_says_what_its_record_was_made_from(path: Path) -> None:
    commit(path, 0, record("a", sha256="1" * 64, recipe="one"))
    with writing(path, 1, FIRST, "{}") as rows:
        rows.mint("a.txt", "a", "k")
        known = rows.known("a.txt")
        assert (known.slug, known.sha256, known.recipe) == ("a", "1" * 64, "one")
        assert rows.holder("k") == ("a.txt", "a")
        rows.mint("b.txt", "a", "k")
        assert rows.known("b.txt").sha256 is None, "the live record is from another source"


def test_what_a_record_says_is_replaced_whole(path: Path) -> None:
    commit(path, 0, record("a", wordings=[Wording("person", "x", "t1\n"), Wording("place", "y", "t2\n")]))
    with writing(path, 1, FIRST, "{}") as rows:
        rows.put(record("a", wordings=[Wording("person", "x", "t3\n")]), "updated")
        assert rows.stating("person", "x") == ["a"]
        assert rows.stating("place", "y") == []


def test_words_that_a_curator_sent_elsewhere_are_found_by_what_they_say(path: Path) -> None:
    commit(path, 0, record("a", wordings=[Wording("person", "x", "t1\n", stated=("z",))]))
    with writing(path, 1, FIRST, "{}") as rows:
        assert rows.stating("person", "z") == rows.stating("person", "x") == ["a"]
        rows.withdraw("a", "T", "wrong")
        assert rows.stating("person", "z") == []


def test_digests_tell_every_part_of_a_record_apart() -> None:
    parts = [
        record("a"),
        record("a", title="U"),
        record("a", quads=b"x"),
        record("a", report=b"x"),
        record("a", evidence=b"x"),
        record("a", wordings=[Wording("person", "x", "t\n")]),
    ]
    assert len({each.digest for each in parts}) == len(parts)
