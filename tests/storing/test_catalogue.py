import sqlite3
from pathlib import Path

import pytest

from tests.storing.records import FIRST, commit, record
from vm2graph.errors import CollectionDamaged
from vm2graph.storing import schema
from vm2graph.storing.catalogue import Catalogue
from vm2graph.storing.catalogue_writer import writing
from vm2graph.storing.record import Wording


@pytest.fixture
def path(tmp_path: Path) -> Path:
    schema.create(tmp_path / "c.sqlite", FIRST)
    return tmp_path / "c.sqlite"


def test_a_reader_of_a_snapshot_sees_only_its_rows(path: Path) -> None:
    commit(path, 0, record("a", title="one"))
    commit(path, 1, record("a", title="two"))
    catalogue = Catalogue(path)
    assert [catalogue.record(n, "a") and catalogue.record(n, "a").title for n in (0, 1, 2)] == [None, "one", "two"]
    assert [len(catalogue.records(n, None, 9)) for n in (0, 1, 2)] == [0, 1, 1]


def test_a_short_slug_is_answered_only_where_it_names_one_record(path: Path) -> None:
    commit(path, 0, *(record(slug) for slug in ("kiezen-00000001", "volgen-00000001", "volgen-00000002")))
    catalogue = Catalogue(path)
    assert catalogue.record(1, "kiezen").slug == "kiezen-00000001"
    assert catalogue.record(1, "volgen") is None
    assert catalogue.record(1, "kiez") is None


def test_pages_follow_each_other_without_gap_or_repeat_also_within_an_entity(path: Path) -> None:
    said = [Wording("theme", "taal", "x\n")]
    commit(path, 0, *(record(f"r{n:02}", sort_date=str(2000 + n % 3), wordings=said) for n in range(11)))
    catalogue = Catalogue(path)
    for entity in (None, ("theme", "taal")):
        seen: list[str] = []
        while page := catalogue.records(1, seen[-1] if seen else None, 2, entity):
            seen += [row.slug for row in page]
        whole = catalogue.records(1, None, 99, entity)
        assert seen == [row.slug for row in whole]
        assert [row.sort_date for row in whole] == sorted((row.sort_date for row in whole), reverse=True)
        assert len(seen) == 11


def test_a_broken_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "c.sqlite").write_bytes(b"not a database, but long enough to be taken for one" * 100)
    with pytest.raises(CollectionDamaged, match="cannot be read"):
        Catalogue(tmp_path / "c.sqlite").snapshot(0)
    with pytest.raises(CollectionDamaged), writing(tmp_path / "c.sqlite", 0, FIRST, "{}"):
        pass


def test_unknown_snapshot(path: Path) -> None:
    with pytest.raises(CollectionDamaged, match="no snapshot 7"):
        Catalogue(path).snapshot(7)
    assert sqlite3.connect(path).execute("PRAGMA journal_mode").fetchone() == ("wal",)
