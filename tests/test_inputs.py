import gzip
import io
import json
import os
import random
import tarfile
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vm2graph.inputs import Unread, count, pages
from vm2graph.model import PageBytes


def given_by(*names: Path | str, cap: int = 1 << 20) -> list[tuple[str, bytes | str]]:
    """What the inputs give: ids with bytes, or with the code of what was wrong."""
    found = list(pages(names, cap))
    return [(each.source_id, each.data if isinstance(each, PageBytes) else each.error.code) for each in found]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    place = tmp_path / "site"
    for name in ("b/two.html", "a/one.txt", "zero.txt", ".git/hidden.txt", "a/style.css", "a/~", "b/photo.jpg"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(name.encode())
    return place


PAGES = [("a/one.txt", b"a/one.txt"), ("b/two.html", b"b/two.html"), ("zero.txt", b"zero.txt")]


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def tarred(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz" if path.suffix == ".gz" else "w") as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def test_a_file_is_a_page_under_its_name(site: Path) -> None:
    assert given_by(site / "a" / "one.txt") == [("one.txt", b"a/one.txt")]


def test_a_folder_gives_its_pages_by_path_and_leaves_the_rest(site: Path) -> None:
    (site / "loop").symlink_to(site)
    assert given_by(site) == PAGES


def test_a_pattern_gives_what_it_matches_under_the_path_from_its_fixed_part(site: Path) -> None:
    assert given_by(site / "**" / "*.txt") == [("a/one.txt", b"a/one.txt"), ("zero.txt", b"zero.txt")]
    assert given_by(site / "*" / "one.*") == [("a/one.txt", b"a/one.txt")]
    assert given_by(site / "*.pdf") == [(str(site / "*.pdf"), "missing_file")]


@pytest.mark.parametrize("name", ["p.zip", "p.tar", "p.tar.gz", "p.tgz"])
def test_an_archive_is_read_like_a_folder(tmp_path: Path, name: str) -> None:
    make = zipped if name.endswith("zip") else tarred
    members = {"a/one.txt": b"1", "style.css": b"x", ".hidden/two.txt": b"x", "b/two.html": b"2"}
    assert given_by(make(tmp_path / name, members)) == [("a/one.txt", b"1"), ("b/two.html", b"2")]


@pytest.mark.parametrize("name", ["p.zip", "p.tar.gz"])
def test_a_name_that_leads_out_of_an_archive_is_refused(tmp_path: Path, name: str) -> None:
    make = zipped if name.endswith("zip") else tarred
    members = {"../out.txt": b"x", "/etc/out.txt": b"x", "in.txt": b"1"}
    found = given_by(make(tmp_path / name, members))
    assert found[-1] == ("in.txt", b"1")
    assert [code for _, code in found[:-1]] == ["unreadable_file"] * 2


@pytest.mark.parametrize("name", ["p.zip", "p.tar.gz", "p.jsonl"])
def test_what_is_too_large_is_refused_and_the_rest_is_read(tmp_path: Path, name: str) -> None:
    if name == "p.jsonl":
        path = tmp_path / name
        lines = [{"id": "bomb.txt", "text": "0" * 5000}, {"id": "in.txt", "text": "1"}]
        path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    else:
        make = zipped if name.endswith("zip") else tarred
        path = make(tmp_path / name, {"bomb.txt": b"\0" * 5000, "in.txt": b"1"})
    found = given_by(path, cap=1000)
    assert [value for _, value in found] == ["too_large", b"1"]


@pytest.mark.parametrize("name", ["p.zip", "p.tar.gz"])
def test_a_cut_archive_gives_what_can_be_read_and_says_so(tmp_path: Path, name: str) -> None:
    make = zipped if name.endswith("zip") else tarred
    path = make(tmp_path / name, {f"{n}.txt": bytes(range(256)) * 40 for n in range(20)})
    path.write_bytes(path.read_bytes()[:-200])
    found = list(pages([path]))
    assert isinstance(found[-1], Unread)
    assert "damaged" in str(found[-1].error)
    assert "\n" not in str(found[-1].error)


def test_an_encrypted_member_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path / "p.zip", {"a.txt": b"1"})
    data = bytearray(path.read_bytes())
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + offset] |= 1
    path.write_bytes(data)
    (found,) = pages([path])
    assert isinstance(found, Unread)
    assert "encrypted" in str(found.error)


def test_a_damaged_member_is_told_whatever_packed_it(tmp_path: Path) -> None:
    archive = tmp_path / "site.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("a.txt", b"hello world " * 500)
    damaged = bytearray(archive.read_bytes())
    damaged[60:75] = bytes(15)
    archive.write_bytes(damaged)
    assert given_by(archive) == [("a.txt", "unreadable_file")]


def test_notes_of_an_archive_do_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vm2graph.containers._NOTES_TOGETHER", 3000)
    few = tarred(tmp_path / "few.tar", {"a.txt": b"page", "a.notes.yaml": b"x" * 1000})
    assert given_by(few) == [("a.txt", b"page")]
    many = tarred(tmp_path / "many.tar", {f"{n}.notes.yaml": b"x" * 1000 for n in range(4)})
    assert given_by(many) == [("many.tar", "too_large")]


def test_lines_are_counted_without_holding_them(tmp_path: Path) -> None:
    packed = tmp_path / "site.jsonl.gz"
    with gzip.open(packed, "wb", compresslevel=1) as made:
        for _ in range(40):
            made.write(b"a" * 1_000_000)
        made.write(b"\n  \nb\n" + b" " * 100_000 + b"c")
    tracemalloc.start()
    assert count([packed]) == 3
    assert tracemalloc.get_traced_memory()[1] < 12_000_000  # of 40 MB
    tracemalloc.stop()


def test_a_line_that_is_nested_without_end_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    lines = tmp_path / "site.jsonl"
    lines.write_bytes(b"[" * 200_000 + b'\n{"id": "a", "text": "page"}\n')
    assert given_by(lines) == [("site.jsonl#1", "unreadable_file"), ("a", b"page")]


@pytest.mark.parametrize("name", ["p.jsonl", "p.jsonl.gz", "p.ndjson"])
def test_json_lines_are_a_page_a_line(tmp_path: Path, name: str) -> None:
    lines = [
        '{"id": "x", "text": "é"}',
        "",
        '{"url": "https://example.org/y", "html": "<p>"}',
        "no json",
        "[1]",
        '{"id": "z"}',
        '{"text": "unnamed"}',
    ]
    data = ("\n".join(lines) + "\n").encode()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    found = list(pages([tmp_path / name]))
    assert found[0] == PageBytes("x", "é".encode(), "text/plain")
    assert found[1] == PageBytes("https://example.org/y", b"<p>", "text/html")
    assert [each.source_id for each in found[2:]] == [f"{name}#4", f"{name}#5", "z", f"{name}#7"]
    assert [isinstance(each, Unread) for each in found[2:]] == [True, True, True, False]
    assert "Line 4 of" in str(found[2].error)
    assert count([tmp_path / name]) == len(found)


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    for name in ("no.txt", "no.zip", "no.tar.gz", "no.jsonl"):
        assert [code for _, code in given_by(tmp_path / name)] == ["missing_file"]


NAMES = st.sampled_from(["a.txt", "b.html", "c.css", ".d.txt", "e", "x/f.txt", "x/.y/g.txt", "h.zip", "i~"])


@given(st.sets(NAMES), st.sampled_from(["folder", "p.zip", "p.tar.gz"]))
@settings(max_examples=40, deadline=None)
def test_the_count_is_what_comes(tmp_path_factory: pytest.TempPathFactory, names: set[str], kind: str) -> None:
    place = tmp_path_factory.mktemp("count") / kind
    members = dict.fromkeys(sorted(names), b"x")
    if kind == "folder":
        place.mkdir()
        for name in members:
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(b"x")
    else:
        (zipped if kind == "p.zip" else tarred)(place, members)
    assert count([place]) == len(list(pages([place])))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["p.tar.gz", "p.jsonl", "p.zip"])
def test_memory_does_not_grow_with_the_number_of_pages(tmp_path: Path, name: str) -> None:
    body = random.Random(1).randbytes(5_000).hex()  # what packs well comes out of a packed file in large pieces
    if name == "p.jsonl":
        path = tmp_path / name
        path.write_text("".join(json.dumps({"id": str(n), "text": body}) + "\n" for n in range(3000)))
    else:
        make = zipped if name.endswith("zip") else tarred
        path = make(tmp_path / name, {f"{n}.txt": body.encode() for n in range(3000)})
    tracemalloc.start()
    try:
        assert sum(1 for _ in pages([path])) == 3000
        assert tracemalloc.get_traced_memory()[1] < 12_000_000  # of 30 MB; threads of other tests may need some
    finally:
        tracemalloc.stop()


def test_pages_come_before_the_whole_archive_is_read(tmp_path: Path) -> None:
    path = tarred(tmp_path / "p.tar", {f"{n}.txt": b"x" * 20_000 for n in range(50)})
    path.write_bytes(path.read_bytes()[:100_000])
    coming = pages([path])
    assert [next(coming).source_id for _ in range(3)] == ["0.txt", "1.txt", "2.txt"]
    coming.close()


def test_a_name_that_is_no_text_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff.txt")).write_bytes(b"x")
    (tmp_path / "a.txt").write_bytes(b"1")
    (tmp_path / "p.jsonl").write_text('{"id": "\\ud800", "text": "x"}\n')
    assert {value for _, value in given_by(tmp_path)} == {b"1", "unreadable_file"}
    assert [each.source_id for each in pages([tmp_path / "p.jsonl"])] == ["p.jsonl#1"]
