"""What was sent is found again under its measure, and nothing else is."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from vm2graph.errors import CollectionError
from vm2graph.storing.representations import FILE_NAME, Representations

ROOM = 10 << 20


def test_it_is_found_in_its_format_and_under_its_measure_alone(tmp_path: Path) -> None:
    kept = Representations(tmp_path, ROOM)
    assert kept.find("oai_dc", {"a": b"1"}) == {}
    assert not (tmp_path / FILE_NAME).exists()  # asking makes no file
    kept.keep("oai_dc", [("a", b"1", b"<a/>"), ("b", b"2", b"<b/>")])
    assert kept.find("oai_dc", {"a": b"1", "b": b"2", "c": b"3"}) == {"a": b"<a/>", "b": b"<b/>"}
    assert kept.find("oai_dc", {"a": b"2"}) == kept.find("mods", {"a": b"1"}) == {}
    kept.keep("oai_dc", [("a", b"9", b"<new/>")])
    assert kept.find("oai_dc", {"a": b"1"}) == {}
    assert Representations(tmp_path, ROOM).find("oai_dc", {"a": b"9"}) == {"a": b"<new/>"}


def test_it_holds_no_more_than_it_may(tmp_path: Path) -> None:
    kept = Representations(tmp_path, 0)
    kept.keep("oai_dc", [("a", b"1", b"<a/>")])
    assert kept.find("oai_dc", {"a": b"1"}) == {}
    assert not kept.has_room()


def test_a_page_takes_the_place_of_those_that_begin_within_it(tmp_path: Path) -> None:
    kept = Representations(tmp_path, ROOM)
    assert kept.page("oai_dc", "a", b"1") is None
    for first, last in (("a", "b"), ("c", "d"), ("e", "f")):
        kept.keep_page("oai_dc", (first, last), b"1", first.encode())
    kept.keep_page("mods", ("c", "d"), b"1", b"mods")
    kept.keep_page("oai_dc", ("b", "c"), b"2", b"new")
    found = [kept.page("oai_dc", first, b"1") for first in "abce"]
    assert found == [b"a", None, None, b"e"]
    assert kept.page("oai_dc", "b", b"2") == b"new"
    assert kept.page("mods", "c", b"1") == b"mods"
    kept.clear()
    assert kept.page("oai_dc", "a", b"1") is None
    full = Representations(tmp_path, 0)
    full.keep_page("oai_dc", ("a", "b"), b"1", b"a")
    assert full.page("oai_dc", "a", b"1") is None


def test_nothing_remains_when_it_is_cleared(tmp_path: Path) -> None:
    kept = Representations(tmp_path, ROOM)
    kept.clear()
    kept.keep("oai_dc", [("nobody-should-know", b"1", b"<a/>")])
    assert b"nobody-should-know" in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    kept.clear()
    assert kept.find("oai_dc", {"nobody-should-know": b"1"}) == {}
    assert b"nobody-should-know" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    kept.keep("oai_dc", [("b", b"2", b"<b/>")])
    assert kept.find("oai_dc", {"b": b"2"}) == {"b": b"<b/>"}


def test_threads_share_it(tmp_path: Path) -> None:
    kept = Representations(tmp_path, ROOM)

    def work(number: int) -> None:
        for turn in range(20):
            kept.keep("oai_dc", [(f"{number}-{turn}", b"1", b"<a/>")])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept.find("oai_dc", {f"{number}-{turn}": b"1" for number in range(4) for turn in range(20)})) == 80


def test_a_damaged_file_costs_time_and_nothing_else(tmp_path: Path) -> None:
    kept = Representations(tmp_path, ROOM)
    kept.keep("oai_dc", [("a", b"1", b"<a/>")])
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection, connection:
        connection.execute("UPDATE kept SET body = x'00'")
    assert kept.find("oai_dc", {"a": b"1"}) == {}
    kept.keep("oai_dc", [("a", b"1", b"<a/>")])
    assert kept.find("oai_dc", {"a": b"1"}) == {"a": b"<a/>"}
    for path in tmp_path.iterdir():
        path.write_bytes(b"no database at all" * 1000)
    other = Representations(tmp_path, ROOM)
    other.keep("oai_dc", [("a", b"1", b"<a/>")])
    assert other.find("oai_dc", {"a": b"1"}) == {}
    with pytest.raises(CollectionError, match="remove that file"):
        other.clear()


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    kept = Representations(tmp_path / "nowhere", ROOM)
    kept.keep("oai_dc", [("a", b"1", b"<a/>")])
    assert kept.find("oai_dc", {"a": b"1"}) == {}
