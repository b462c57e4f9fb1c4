"""Notes go with their page: into a collection, through a dump, a repair and a restore, and out again."""

import hashlib
import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import BASE, own_page, put
from vm2graph import inputs
from vm2graph.cli.settings_text import settings_text
from vm2graph.gate import Gate
from vm2graph.model import PageBytes
from vm2graph.pipeline import Outcome, Plan, publish, restore
from vm2graph.pipeline.loading import load
from vm2graph.pipeline.verifying import rebuild, verify
from vm2graph.storing.collection import Collection
from vm2graph.storing.dumping import dump
from vm2graph.storing.purging import purge

Make = Callable[..., Collection]
PAGE = own_page()
NOTES = "curator: Anna\nfindings: {{f: {{text: De begeleiding bleek van belang, outcome: c, polarity: {}}}}}\n{}"
CONCEPT = "concepts: {c: {name: begeleiding}}\n"
ONE, OTHER = NOTES.format("favourable", CONCEPT), NOTES.format("neutral", CONCEPT)


def given(collection: Collection, gate: Gate, notes: str | None, source: str = "a.txt", **how: object) -> Outcome:
    outcomes: list[Outcome] = []
    page = PageBytes(source, PAGE, notes=None if notes is None else notes.encode(), notes_name="a.notes.yaml")
    publish(collection, [page], gate, plan=Plan(**how), on_outcome=outcomes.append)  # type: ignore[arg-type]
    return outcomes[0]


def graph(collection: Collection, slug: str) -> set[str]:
    return {str(each) for each in collection.current().store.graph(f"{BASE}/doc/publication/{slug}")}


def polarity(collection: Collection, slug: str) -> list[str]:
    return sorted(each.rpartition("#")[2][:-1] for each in graph(collection, slug) if "def#polarity>" in each)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_change_of_the_notes_is_a_change_of_the_record(make_collection: Make, gate: Gate, jobs: int) -> None:
    collection = make_collection()
    first = given(collection, gate, ONE, jobs=jobs)
    slug = first.slug or ""
    assert (first.change, polarity(collection, slug)) == ("added", ["favourable"])
    assert given(collection, gate, ONE, jobs=jobs).change == "unchanged"
    dated = collection.current().last(slug)
    assert given(collection, gate, OTHER, jobs=jobs).change == "updated"
    assert polarity(collection, slug) == ["neutral"]
    again = collection.current().last(slug)
    assert dated is not None
    assert again is not None
    assert again.digest != dated.digest
    assert given(collection, gate, None, jobs=jobs).change == "updated"
    assert polarity(collection, slug) == []
    assert list(verify(collection)) == []


def test_wrong_notes_refuse_the_page_and_what_was_published_stays(make_collection: Make, gate: Gate) -> None:
    collection = make_collection()
    slug = given(collection, gate, ONE).slug or ""
    outcome = given(collection, gate, ONE.replace("bleek", "leek"))
    assert (outcome.change, outcome.codes) == ("refused", ["notes"])
    assert outcome.sentences[0].startswith("a.notes.yaml, line 2, column ")
    assert polarity(collection, slug) == ["favourable"]


def test_a_dump_a_rebuild_a_restamp_and_a_restore_make_the_record_with_its_notes(
    make_collection: Make, gate: Gate, tmp_path: Path
) -> None:
    collection = make_collection()
    slug = given(collection, gate, ONE).slug or ""
    before = graph(collection, slug)
    dumped = b"".join(dump(collection))
    path = tmp_path / "dump.nq"
    path.write_bytes(dumped)
    other = Collection.create(tmp_path / "other", settings_text(BASE, ""))
    load(path, other, gate)
    assert b"".join(dump(other)) == dumped
    assert graph(other, slug) == before
    for each in (collection, other):
        row = each.current().last(slug)
        assert row is not None
        rebuild(each, gate, {slug})
        assert graph(each, slug) == before
        publish(each, [], gate, plan=Plan(restamp=True))
        with each.writer() as batch:
            batch.withdraw(slug, "even weg")
        assert restore(each, slug, gate).change == "restored"
        assert graph(each, slug) == before
        assert list(verify(each)) == []


def test_notes_that_were_changed_on_disk_are_noticed(make_collection: Make, gate: Gate) -> None:
    collection = make_collection()
    given(collection, gate, ONE)
    kept = collection.sources.path(hashlib.sha256(ONE.encode()).hexdigest())
    kept.write_text(OTHER)
    assert any("The notes on its page" in problem.sentence for problem in verify(collection))


def test_a_purge_takes_the_notes_along(make_collection: Make, gate: Gate) -> None:
    collection = make_collection()
    slug = given(collection, gate, ONE).slug or ""
    put(collection, {"b.txt": own_page(2)}, gate)
    purge(collection, slug, "weg")
    assert {path.name for path in collection.sources.all()} == {hashlib.sha256(own_page(2)).hexdigest()}


# ---------------------------------------------------------------- beside the page


def noted(name: Path) -> dict[str, bytes | None]:
    return {each.source_id: each.notes for each in inputs.pages([name]) if isinstance(each, PageBytes)}


FILES = {
    "x/a.notes.yaml": ONE,
    "x/a.txt": PAGE.decode(),
    "x/b.html": "<h1>B</h1>",
    "x/b.html.notes.yaml": OTHER,
    "x/c.txt": "C",
}
EXPECTED = {"x/a.txt": ONE.encode(), "x/b.html": OTHER.encode(), "x/c.txt": None}


def test_notes_stand_beside_their_page_in_folders_and_archives(tmp_path: Path) -> None:
    for name, text in FILES.items():
        path = tmp_path / "folder" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert noted(tmp_path / "folder") == EXPECTED
    assert noted(tmp_path / "folder" / "x" / "a.txt") == {"a.txt": ONE.encode()}
    assert noted(tmp_path / "folder" / "x" / "*.html") == {"b.html": OTHER.encode()}
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        for name, text in FILES.items():
            archive.writestr(name, text)
    assert noted(tmp_path / "z.zip") == EXPECTED
    with tarfile.open(tmp_path / "t.tar.gz", "w:gz") as archive:
        for name, text in reversed(FILES.items()):
            member = tarfile.TarInfo(f"./{name}")
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    assert noted(tmp_path / "t.tar.gz") == EXPECTED


def test_notes_in_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text(json.dumps({"id": "a", "text": PAGE.decode(), "notes": ONE}) + "\n")
    assert noted(path) == {"a": ONE.encode()}


def test_notes_that_are_no_notes_are_told_in_their_place(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(PAGE)
    (tmp_path / "a.notes.yaml").write_bytes(b"x" * (1024 * 1024 + 1))
    (found,) = inputs.pages([tmp_path / "a.txt"])
    assert isinstance(found, inputs.Unread)
    assert "larger than 1 MB" in str(found.error)
