import sqlite3
from pathlib import Path

import pytest

from vm2graph.errors import CollectionDamaged
from vm2graph.storing import RecordRow
from vm2graph.storing.catalogue import Catalogue, Claim, create
from vm2graph.storing.catalogue_writer import writing


@pytest.fixture
def path(tmp_path: Path) -> Path:
    create(tmp_path / "c.sqlite", "2026-01-01T00:00:00Z")
    return tmp_path / "c.sqlite"


def row(slug: str, title: str = "T") -> RecordRow:
    return RecordRow(slug, f"{slug}.txt", "0" * 64, "k", title, "2015", "2026-01-01T00:00:01Z", "d", "{}")


def test_a_reader_of_a_snapshot_sees_only_its_rows(path: Path) -> None:
    for number, title in ((0, "one"), (1, "two")):
        with writing(path, number) as rows:
            rows.put_record(row("a", title), "c")
            rows.put_snapshot(f"2026-01-01T00:00:0{number + 1}Z")
    catalogue = Catalogue(path)
    assert [catalogue.record(n, "a") and catalogue.record(n, "a").title for n in (0, 1, 2)] == [None, "one", "two"]
    assert [catalogue.count(n) for n in (0, 1, 2)] == [0, 1, 1]


def test_an_exception_leaves_nothing(path: Path) -> None:
    with pytest.raises(RuntimeError), writing(path, 0) as rows:
        rows.put_record(row("a"), "c")
        raise RuntimeError
    assert Catalogue(path).count(1) == 0


def test_rows_above_the_current_snapshot_are_forgotten_by_the_next_writer(path: Path) -> None:
    with writing(path, 0) as rows:
        rows.put_record(row("a"), "c")
        rows.mint("a.txt", "a", "k")
        rows.put_snapshot("2026-01-01T00:00:01Z")
    with writing(path, 0) as rows:  # snapshot 1 never became current
        assert rows.record("a") is None
        assert rows.minted("a.txt") is None
        assert rows.last_time() == "2026-01-01T00:00:00Z"


def test_a_short_slug_is_answered_only_where_it_names_one_record(path: Path) -> None:
    with writing(path, 0) as rows:
        for slug in ("kiezen-00000001", "volgen-00000001", "volgen-00000002"):
            rows.put_record(row(slug), "c")
    catalogue = Catalogue(path)
    assert catalogue.record(1, "kiezen").slug == "kiezen-00000001"
    assert catalogue.record(1, "volgen") is None
    assert catalogue.record(1, "kiez") is None


def test_claims_are_replaced_whole(path: Path) -> None:
    with writing(path, 0) as rows:
        rows.put_claims("a", [Claim("a", "person", "x", "t1"), Claim("a", "place", "y", "t2")])
        rows.put_claims("a", [Claim("a", "person", "x", "t3")])
        assert [(claim.entity, claim.triples) for claim in rows.claims_of("a")] == [("x", "t3")]
        assert rows.claims_about("place", "y") == []


def test_a_broken_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "c.sqlite").write_bytes(b"not a database, but long enough to be taken for one" * 100)
    with pytest.raises(CollectionDamaged, match="cannot be read"):
        Catalogue(tmp_path / "c.sqlite").count(0)
    with pytest.raises(CollectionDamaged), writing(tmp_path / "c.sqlite", 0):
        pass


def test_unknown_snapshot(path: Path) -> None:
    with pytest.raises(CollectionDamaged, match="no snapshot 7"):
        Catalogue(path).time(7)
    assert sqlite3.connect(path).execute("PRAGMA journal_mode").fetchone() == ("wal",)
