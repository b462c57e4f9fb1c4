"""Removing what nothing refers to, and nothing else."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import BASE, own_page, put
from vm2graph.cli.settings_text import settings_text
from vm2graph.errors import CollectionDamaged, CollectionLocked
from vm2graph.gate import Gate
from vm2graph.pipeline import restore
from vm2graph.pipeline.verifying import verify
from vm2graph.storing.cleaning import collect, orphan_files
from vm2graph.storing.collection import Collection
from vm2graph.storing.dumping import dump
from vm2graph.storing.rolling_back import roll_back

Make = Callable[..., Collection]


def version(number: int) -> bytes:
    return own_page(1, theme=f"Thema {number}")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, gate: Gate) -> Path:
    """One record of many versions, one withdrawn long ago, one that never changed."""
    collection = Collection.create(tmp_path_factory.mktemp("base") / "c", settings_text(BASE, ""))
    put(collection, {"a.txt": version(0), "gone.txt": own_page(2), "still.txt": own_page(3)}, gate)
    with collection.writer() as batch:
        batch.withdraw(slug_of(collection, "gone.txt"), "weg")
    for number in range(1, 7):
        put(collection, {"a.txt": version(number)}, gate)
    return collection.path


@pytest.fixture
def grown(base: Path, tmp_path: Path) -> Collection:
    """A copy of it to clean."""
    return Collection.open(shutil.copytree(base, tmp_path / "grown", symlinks=True))


def slug_of(collection: Collection, source_id: str) -> str:
    return next(row.slug for row in collection.current().records() if row.source_id == source_id)


def seen(collection: Collection, number: int) -> tuple[object, ...]:
    snapshot = collection.snapshot(number)
    return snapshot.records(), snapshot.entities("theme"), dict(snapshot.store.quads())


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(("catalogue.sqlite", "lock", "LOCK", "LOG"))
    }


def test_every_kept_snapshot_reads_as_before(grown: Collection, gate: Gate) -> None:
    collection = grown
    kept = collection.kept()
    before = {number: seen(collection, number) for number in kept}
    told = collection.current().history()
    assert collect(collection)["rows"] > 0
    assert collection.kept() == kept
    assert {number: seen(Collection.open(collection.path), number) for number in kept} == before
    assert collection.current().history() == told
    assert list(verify(collection)) == []


def test_what_is_kept_can_still_be_rolled_back_to(grown: Collection, gate: Gate) -> None:
    collection = grown
    oldest = collection.kept()[0]
    before = dict(collection.snapshot(oldest).store.quads())
    collect(collection)
    roll_back(collection, oldest)
    assert dict(collection.current().store.quads()) == before
    assert list(verify(collection)) == []


def test_a_record_withdrawn_long_ago_can_still_be_restored(grown: Collection, gate: Gate) -> None:
    collection = grown
    collect(collection)
    collect(collection)
    stone = next(event for event in collection.current().history() if event.what == "withdrawn")
    assert restore(collection, stone.slug, gate).change == "restored"
    assert slug_of(collection, "gone.txt") == stone.slug
    assert list(verify(collection)) == []


def test_the_pages_of_versions_that_nothing_shows_go(grown: Collection, gate: Gate) -> None:
    collection = grown
    assert b"".join(path.read_bytes() for path in collection.sources.all()).count(b"Thema 0\n") == 1
    assert collect(collection)["sources"] > 0
    left = [path.read_bytes() for path in collection.sources.all()]
    kept = {row.sha256 for number in collection.kept() for row in collection.snapshot(number).records()}
    assert kept <= {path.name for path in collection.sources.all()}
    assert not any(b"Thema 0\n" in page for page in left)
    assert own_page(2) in left  # of the withdrawn record


def test_fewer_snapshots_are_kept_where_the_settings_say_so(grown: Collection, gate: Gate) -> None:
    collection = grown
    settings = collection.path / "vm2graph.toml"
    settings.write_text(settings.read_text().replace("keep_snapshots = 5", "keep_snapshots = 2"))
    current = collection.current_number()
    again = Collection.open(collection.path)
    assert collect(again)["snapshots"] == 3
    assert again.kept() == [current - 1, current]
    assert list(verify(again)) == []


def test_left_over_files_are_named_and_go(make_collection: Make, gate: Gate) -> None:
    collection = make_collection({"a.txt": own_page()})
    (collection.path / "incoming").mkdir()
    (collection.path / "incoming" / "000001").write_bytes(b"half")
    (collection.path / "entities.yaml.new").write_bytes(b"half")
    unfinished = collection.folder(99)
    unfinished.mkdir()
    (unfinished / "manifest.json").write_bytes(b"{}")
    going = collection.folder(0)
    (going / "manifest.json").unlink()
    source = collection.path / "sources" / "00"
    source.mkdir(exist_ok=True)
    (source / ("0" * 64)).write_bytes(b"page")
    (source / "1.77.new").write_bytes(b"page")
    expected = {
        "incoming",
        "entities.yaml.new",
        "snapshots/000099",
        "snapshots/000000",
        f"sources/00/{'0' * 64}",
        "sources/00/1.77.new",
    }
    assert set(orphan_files(collection)) == expected
    assert {problem.where for problem in verify(collection) if problem.repair == "remove"} == expected
    before = collection.current().records()
    counts = collect(collection)
    assert (counts["files"], counts["sources"]) == (4, 2)
    assert not any((collection.path / name).exists() for name in expected)
    assert orphan_files(collection) == []
    assert Collection.open(collection.path).current().records() == before
    assert list(verify(collection)) == []


def test_rows_that_a_killed_writer_left_go(make_collection: Make, gate: Gate) -> None:
    collection = make_collection({"a.txt": own_page()})
    before = b"".join(dump(collection))
    put(collection, {"a.txt": version(1), "b.txt": own_page(2)}, gate)
    (collection.path / "current").unlink()
    (collection.path / "current").symlink_to("snapshots/000001")
    again = Collection.open(collection.path)
    collect(again)
    assert again.rows.rows("SELECT max(number) FROM snapshot") == [(1,)]
    assert b"".join(dump(again)) == before
    assert [path.read_bytes() for path in again.sources.all()] == [own_page()]


def test_a_second_run_finds_nothing(grown: Collection, gate: Gate) -> None:
    collection = grown
    assert sum(collect(collection).values()) > 0
    before = files_below(collection.path)
    assert sum(collect(collection).values()) == 0
    assert files_below(collection.path) == before


def test_the_dump_is_the_same_before_and_after(grown: Collection, gate: Gate) -> None:
    collection = grown
    before = b"".join(dump(collection))
    collect(collection)
    assert b"".join(dump(collection)) == before


def test_the_dump_is_the_same_where_a_record_was_rolled_back_to_twice(make_collection: Make, gate: Gate) -> None:
    collection = make_collection({"a.txt": version(0), "b.txt": own_page(2)})
    put(collection, {"a.txt": version(1)}, gate)
    roll_back(collection, 1)
    roll_back(collection, 1)
    for number in range(5):
        put(collection, {"b.txt": own_page(2, theme=f"Thema {number}")}, gate)
    before = b"".join(dump(collection))
    collect(collection)
    assert b"".join(dump(collection)) == before


def test_it_waits_for_no_writer(make_collection: Make) -> None:
    collection = make_collection({"a.txt": own_page()})
    with collection.writer(), pytest.raises(CollectionLocked):
        collect(Collection.open(collection.path))


def test_a_catalogue_that_cannot_be_used_is_told(make_collection: Make) -> None:
    collection = make_collection({"a.txt": own_page()})
    for path in collection.path.glob("catalogue.sqlite*"):
        path.unlink()
    (collection.path / "catalogue.sqlite").write_bytes(b"not a database, but long enough to be looked at" * 50)
    with pytest.raises(CollectionDamaged, match="cannot be written"):
        collect(Collection.open(collection.path))
    assert [path.read_bytes() for path in collection.sources.all()] == [own_page()]


def test_a_snapshot_that_was_being_removed_is_nobodys(grown: Collection) -> None:
    older = [number for number in grown.kept() if number < grown.current_number()]
    folder = grown.folder(older[-1])
    (folder / "manifest.json").unlink()  # as far as a killed writer came
    assert older[-1] not in grown.kept()
    assert [(each.where, each.repair) for each in verify(grown)] == [(f"snapshots/{folder.name}", "remove")]
    collect(grown)
    assert not folder.exists()
    assert list(verify(grown)) == []


def test_the_current_snapshot_is_not_removed_for_want_of_a_manifest(grown: Collection) -> None:
    now = grown.current_number()
    (grown.folder(now) / "manifest.json").unlink()
    collect(grown)
    assert grown.current_number() == now
    assert any((grown.folder(now) / "quads").iterdir())
    assert "quads" in {each.repair for each in verify(grown)}
