"""What verify notices, what repair heals, and that nothing false is served meanwhile."""

import random
import shutil
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from tests.conftest import BASE, SEED_NAME, SEED_SLUG, own_page, put
from vm2graph.cli.settings_text import settings_text
from vm2graph.errors import CollectionDamaged, CollectionError
from vm2graph.gate import Gate
from vm2graph.names import SCHEMA
from vm2graph.pipeline.verifying import repair, steps, verify
from vm2graph.storing import files
from vm2graph.storing.auditing import Problem
from vm2graph.storing.collection import Collection
from vm2graph.storing.dumping import dump
from vm2graph.storing.graph_texts import packed

Damage = Callable[[Collection], str]
OWN = "http://example.org/extra"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, gate: Gate, seed: bytes) -> Path:
    """The seed page, an updated record, a withdrawn one; three snapshots."""
    collection = Collection.create(tmp_path_factory.mktemp("base") / "c", settings_text(BASE, ""))
    put(collection, {SEED_NAME: seed, "a.txt": own_page(1), "gone.txt": own_page(2)}, gate)
    put(collection, {"a.txt": own_page(1, theme="Iets anders")}, gate)
    with collection.writer() as batch:
        batch.withdraw(next(row.slug for row in collection.current().records() if row.source_id == "gone.txt"), "weg")
    return collection.path


@pytest.fixture
def collection(base: Path, tmp_path: Path) -> Collection:
    return copy(base, tmp_path / "c")


def copy(base: Path, folder: Path) -> Collection:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(base, folder, symlinks=True)
    return Collection.open(folder)


def found(collection: Collection) -> list[Problem]:
    return list(verify(Collection.open(collection.path)))


def snapshot_folder(collection: Collection) -> Path:
    return collection.folder(collection.current_number())


def name_of(path: Path, collection: Collection) -> str:
    return path.relative_to(collection.path).as_posix()


def largest(collection: Collection) -> Path:
    return max((snapshot_folder(collection) / "quads").glob("*.sst"), key=lambda path: path.stat().st_size)


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def accept(collection: Collection) -> None:
    """The files as they are now get a manifest, so that only what is in them can be found wrong."""
    folder = snapshot_folder(collection)
    manifest = files.read_manifest(folder)
    files.write_manifest(folder, {**manifest, "files": files.digests(folder)})


def sql(collection: Collection, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(collection.path / "catalogue.sqlite")) as connection:
        assert connection.execute(statement, values).rowcount > 0
        connection.commit()


def graph_of(slug: str) -> NamedNode:
    return NamedNode(f"{BASE}/doc/publication/{slug}")


def seen(collection: Collection) -> dict[str, tuple[str, str, str]]:
    rows = Collection.open(collection.path).current().records()
    return {row.slug: (row.digest, row.datestamp, row.source_id) for row in rows}


# ---------------------------------------------------------------- what damages


def flipped(part: float) -> Damage:
    def damage(collection: Collection) -> str:
        path = largest(collection)
        flip(path, int(part * (path.stat().st_size - 1)))
        return name_of(path, collection)

    return damage


def truncated(collection: Collection) -> str:
    path = largest(collection)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return name_of(path, collection)


def missing(collection: Collection) -> str:
    path = largest(collection)
    path.unlink()
    return name_of(path, collection)


def extra(collection: Collection) -> str:
    path = snapshot_folder(collection) / "quads" / "000999.sst"
    path.write_bytes(b"x")
    return name_of(path, collection)


def store_gone(collection: Collection) -> str:
    path = snapshot_folder(collection) / "quads" / "CURRENT"
    path.unlink()
    return name_of(path, collection)


def manifest_altered(collection: Collection) -> str:
    path = snapshot_folder(collection) / "manifest.json"
    path.write_text(path.read_text().replace('"quads": ', '"quads": 1'))
    return name_of(path, collection)


def manifest_cut(collection: Collection) -> str:
    path = collection.folder(2) / "manifest.json"
    path.write_text(path.read_text()[:100])
    return name_of(path, collection)


def quad_added(collection: Collection) -> str:
    store = ox.Store(str(snapshot_folder(collection) / "quads"))
    store.add(Quad(NamedNode(OWN), NamedNode(SCHEMA.name), Literal("x"), graph_of(SEED_SLUG)))
    store.flush()
    del store
    accept(collection)
    return SEED_SLUG


def quad_removed(collection: Collection) -> str:
    store = ox.Store(str(snapshot_folder(collection) / "quads"))
    store.remove(next(iter(store.quads_for_pattern(None, None, None, graph_of(SEED_SLUG)))))
    store.flush()
    del store
    accept(collection)
    return SEED_SLUG


def evidence_removed(collection: Collection) -> str:
    store = ox.Store(str(snapshot_folder(collection) / "quads"))
    evidence = NamedNode(f"{BASE}/evidence/publication/{SEED_SLUG}")
    store.remove(next(iter(store.quads_for_pattern(None, None, None, evidence))))
    store.flush()
    del store
    accept(collection)
    return SEED_SLUG


def entity_graph_lost(collection: Collection) -> str:
    store = ox.Store(str(snapshot_folder(collection) / "quads"))
    store.remove_graph(NamedNode(f"{BASE}/doc/place/utrecht"))
    store.flush()
    del store
    accept(collection)
    return "place/utrecht"


def graph_added(collection: Collection) -> str:
    store = ox.Store(str(snapshot_folder(collection) / "quads"))
    store.add(Quad(NamedNode(OWN), NamedNode(SCHEMA.name), Literal("x"), NamedNode(f"{BASE}/doc/publication/none")))
    store.flush()
    del store
    accept(collection)
    return f"{BASE}/doc/publication/none"


def orphan(collection: Collection) -> str:
    path = collection.sources.path("ab" * 32)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"nobody's")
    return name_of(path, collection)


def unfinished(collection: Collection) -> str:
    collection.folder(99).mkdir()
    return "snapshots/000099"


def page_changed(collection: Collection) -> str:
    path = collection.sources.path(collection.current().record(SEED_SLUG).sha256)
    path.write_bytes(path.read_bytes().replace(b"Vijf jaar", b"Zeven jaar"))
    return SEED_SLUG


def page_missing(collection: Collection) -> str:
    collection.sources.path(collection.current().record(SEED_SLUG).sha256).unlink()
    return SEED_SLUG


def report_altered(collection: Collection) -> str:
    made = zlib.compress(b'{"conforms": false}')
    sql(collection, "UPDATE content SET report = ? WHERE slug = ?", made, SEED_SLUG)
    return SEED_SLUG


def report_unreadable(collection: Collection) -> str:
    sql(collection, "UPDATE content SET report = ? WHERE slug = ?", b"\x00", SEED_SLUG)
    return SEED_SLUG


def digest_altered(collection: Collection) -> str:
    sql(collection, "UPDATE record SET digest = ? WHERE slug = ? AND until IS NULL", "0" * 64, SEED_SLUG)
    return SEED_SLUG


def datestamp_later(collection: Collection) -> str:
    sql(collection, "UPDATE record SET datestamp = '2999-01-01T00:00:00Z' WHERE slug = ?", SEED_SLUG)
    return SEED_SLUG


def title_altered(collection: Collection) -> str:
    sql(collection, "UPDATE content SET title = 'x' WHERE slug = ?", SEED_SLUG)
    return SEED_SLUG


def tally_altered(collection: Collection) -> str:
    sql(
        collection,
        "UPDATE tally SET records = 7 WHERE entity = (SELECT id FROM entity WHERE slug = 'utrecht') AND until IS NULL",
    )
    return "place/utrecht"


def label_altered(collection: Collection) -> str:
    sql(
        collection,
        "UPDATE shown SET label = 'x' WHERE entity = (SELECT id FROM entity WHERE slug = 'utrecht') AND until IS NULL",
    )
    return "place/utrecht"


def wording_altered(collection: Collection) -> str:
    sql(
        collection,
        """UPDATE wording SET triples = replace(triples, 'Utrecht', 'Urk')
           WHERE entity = (SELECT id FROM entity WHERE slug = 'utrecht')""",
    )
    return "place/utrecht"


def claim_lost(collection: Collection) -> str:
    sql(collection, "DELETE FROM claim WHERE slug = ? AND until IS NULL", SEED_SLUG)
    return "place/utrecht"


def count_altered(collection: Collection) -> str:
    sql(collection, "UPDATE snapshot SET records = 9")
    return f"snapshot {collection.current_number()}"


def kept(collection: Collection, triples: bytes) -> str:
    content = "SELECT content FROM record WHERE slug = ? AND until IS NULL"
    sql(collection, f"UPDATE graph SET triples = ? WHERE content = ({content})", triples, SEED_SLUG)
    return SEED_SLUG


def kept_graph_altered(collection: Collection) -> str:
    made = packed(f'<{OWN}> <{SCHEMA.name}> "x" <{OWN}> .\n'.encode(), OWN)
    assert made is not None
    return kept(collection, made)


def kept_graph_unreadable(collection: Collection) -> str:
    return kept(collection, b"\x00")


def kept_graph_lost(collection: Collection) -> str:
    sql(collection, "DELETE FROM graph WHERE content = (SELECT id FROM content WHERE slug = ?)", SEED_SLUG)
    return SEED_SLUG


def withdrawn_too(collection: Collection) -> str:
    stone = "INSERT INTO tombstone VALUES (?, 'x', '2020-01-01T00:00:00Z', 'x', 1, NULL)"
    sql(collection, stone, SEED_SLUG)
    return SEED_SLUG


QUADS = [flipped(part) for part in (0, 0.1, 0.5, 0.9, 1)]
QUADS += [truncated, missing, extra, store_gone, manifest_altered, manifest_cut, quad_added, quad_removed]
QUADS += [evidence_removed, entity_graph_lost, graph_added]
QUADS += [kept_graph_altered, kept_graph_unreadable, kept_graph_lost]
REMOVE = [orphan, unfinished]
ROWS = [page_changed, page_missing, report_altered, report_unreadable, digest_altered, datestamp_later, title_altered]
ROWS += [tally_altered, label_altered, wording_altered, claim_lost, count_altered, withdrawn_too]


def called(damage: Damage) -> str:
    return damage.__name__


# ---------------------------------------------------------------- what is found and healed


def test_a_sound_collection_has_no_problems_and_every_step_is_told(base: Path) -> None:
    collection, ticks = Collection.open(base), []
    assert list(verify(collection, lambda: ticks.append(1))) == []
    assert len(ticks) == steps(collection) > 10


@pytest.mark.parametrize("damage", [*QUADS, *REMOVE, *ROWS], ids=called)
def test_every_damage_is_named_healed_where_that_is_promised_and_else_left(
    damage: Damage, collection: Collection, gate: Gate
) -> None:
    before = seen(collection)
    where = damage(collection)
    problems = found(collection)
    assert where in {problem.where for problem in problems}
    assert all("\n" not in problem.sentence for problem in problems)
    kinds = {problem.repair for problem in problems}
    number = collection.current_number()
    if damage in ROWS and "rows" in kinds:
        changed = seen(collection)
        remaining = repair(Collection.open(collection.path), gate, problems)
        assert remaining == [problem for problem in problems if problem.repair == "rows"]
        assert (collection.current_number(), seen(collection), found(collection)) == (number, changed, problems)
        return
    assert kinds == ({"remove"} if damage in REMOVE else {"quads"})
    assert repair(Collection.open(collection.path), gate, problems) == []
    assert found(collection) == []
    assert seen(collection) == before
    assert collection.current_number() == number + (damage not in REMOVE)
    assert [each.change for each in put(collection, {"new.txt": own_page(8)}, gate)] == ["added"]
    assert found(collection) == []


def test_a_rebuilt_collection_has_the_dump_it_had(collection: Collection, gate: Gate) -> None:
    before = b"".join(dump(collection))
    truncated(collection)
    repair(collection, gate, found(collection))
    assert b"".join(dump(Collection.open(collection.path))) == before


def test_a_store_that_cannot_be_opened_is_told_and_rebuilt(collection: Collection, gate: Gate) -> None:
    before = seen(collection)
    shutil.rmtree(snapshot_folder(collection) / "quads")
    with pytest.raises(CollectionDamaged, match="cannot be opened"):
        Collection.open(collection.path).current()
    problems = found(collection)
    assert "quads" in {problem.where for problem in problems}
    assert {problem.repair for problem in problems} == {"quads"}
    assert repair(Collection.open(collection.path), gate, problems) == []
    assert found(collection) == []
    assert seen(collection) == before


def test_the_damage_of_an_older_snapshot_is_told_and_goes_with_it(collection: Collection, gate: Gate) -> None:
    path = next((collection.folder(1) / "quads").glob("*.sst"))
    flip(path, 30)
    assert name_of(path, collection) in {problem.where for problem in found(collection)}
    assert repair(collection, gate, found(collection)) == []
    assert collection.kept() == [4]


def test_a_catalogue_that_is_no_database_is_told(collection: Collection) -> None:
    for path in collection.path.glob("catalogue.sqlite*"):
        path.unlink()
    (collection.path / "catalogue.sqlite").write_bytes(b"nothing of the kind" * 500)
    try:
        problems = found(collection)
    except CollectionError as error:
        problems = [Problem("catalogue.sqlite", str(error), "rows")]
    assert "rows" in {problem.repair for problem in problems}
    assert all("\n" not in problem.sentence for problem in problems)


def test_a_page_that_the_gate_now_refuses_stops_the_repair_and_changes_nothing(
    collection: Collection, gate: Gate
) -> None:
    before = seen(collection)
    path = largest(collection)
    page = collection.sources.path(collection.current().record(SEED_SLUG).sha256)
    page.unlink()
    with pytest.raises(CollectionError) as caught:
        repair(Collection.open(collection.path), gate, [Problem(name_of(path, collection), "x", "quads")])
    assert "\n" not in str(caught.value)
    assert collection.current_number() == 3
    assert seen(collection) == before


def test_a_refused_publish_leaves_nothing_behind(collection: Collection, gate: Gate) -> None:
    assert [each.change for each in put(collection, {"gone.txt": own_page(2, theme="Nieuw")}, gate)] == ["refused"]
    assert found(collection) == []


@pytest.mark.parametrize("part", [0, pytest.param(1, marks=pytest.mark.slow), pytest.param(2, marks=pytest.mark.slow)])
def test_a_flipped_byte_anywhere_is_told_and_nothing_false_is_served(part: int, base: Path, tmp_path: Path) -> None:
    chance = random.Random(part)
    sound = Collection.open(base).current().store
    names = sound.graph_names()
    right = {name: sorted(map(str, sound.graph(name))) for name in names}
    for _ in range(10):
        collection = copy(base, tmp_path / "c")
        path = chance.choice(files.files_of(snapshot_folder(collection)))
        if not path.stat().st_size:
            continue
        flip(path, chance.randrange(path.stat().st_size))
        told = found(collection)
        assert name_of(path, collection) in {problem.where for problem in told}
        try:
            store = Collection.open(collection.path).current().store
            served = {name: sorted(map(str, store.graph(name))) for name in names}
        except CollectionDamaged:
            continue
        assert served == right, path
